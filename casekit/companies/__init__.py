"""The companies: each file binds one to its assumptions, its own models, and the tables it keeps."""

from casekit.companies.amazon import AMAZON
from casekit.companies.company import Company
from casekit.companies.harley import HARLEY
from casekit.companies.starbucks import STARBUCKS

COMPANIES = {company.name: company for company in (AMAZON, HARLEY, STARBUCKS)}
"""By the name that `open_case` takes."""

__all__ = ["AMAZON", "COMPANIES", "HARLEY", "STARBUCKS", "Company"]
