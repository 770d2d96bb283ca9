"""The operational store's tables, in SQL."""

SCHEMA = """\
create table record (  -- a customer, as one channel has written them down
  record_id integer primary key,
  channel text not null check (channel in ('phone', 'ivr', 'email', 'chat')),
  written_at text not null,  -- UTC
  name text, birth_date text, address text, city text, email text, phone text
);
create table event (  -- an order or a contact, filed under a record
  event_id integer primary key,  -- 1, 2, 3, ... as they come
  record_id integer not null references record,
  happened_at text not null,  -- UTC
  kind text not null check (kind in ('order', 'contact')),
  channel text not null,
  cents integer check ((kind = 'order') = (cents is not null))  -- what was paid for an order
);
"""
RECORD = ("record_id", "channel", "written_at", "name", "birth_date", "address", "city", "email", "phone")
EVENT = ("record_id", "happened_at", "kind", "channel", "cents")
