"""The assumptions behind each company's world: one file a company, every number labelled public or assumption."""
