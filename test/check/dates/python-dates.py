"""Writes python-dates.tsv: local times of zones as Python's zoneinfo and strftime have them.

    pip install tzdata && PYTHONTZPATH= python3 test/check/dates/python-dates.py > test/check/dates/python-dates.tsv

Columns: zone, instant in seconds since 1970 with seven digits, how often the local time occurs (once, twice, never),
the local time in ISO 8601, day first, month first with the 12-hour clock, in words, with two digits of the year. Of a
local time that occurs twice the instant is the earlier one; of one that never occurs there is none.
"""

import random
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

ZONES = """Europe/Berlin Europe/Dublin Europe/Lisbon Europe/Moscow America/New_York America/St_Johns America/Havana
America/Caracas America/Sao_Paulo Africa/Cairo Africa/Casablanca Africa/Monrovia Asia/Beirut Asia/Kathmandu Asia/Kolkata
Asia/Tehran Asia/Pyongyang Asia/Riyadh Asia/Manila Australia/Lord_Howe Australia/Adelaide Pacific/Apia Pacific/Chatham
Pacific/Kiritimati Antarctica/Troll UTC""".split()
FORMS = """%Y-%m-%dT%H:%M:%S.{0}
%d/%m/%Y %H:%M:%S.{0}
%m/%d/%Y %I:%M:%S.{0} %p
%A, %d %B %Y %H:%M:%S.{0}
%d-%b-%y %H:%M:%S.{0}""".split("\n")
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def instant(local, zone, fold):
    return int((local.replace(tzinfo=zone, fold=fold) - EPOCH).total_seconds())


def back(seconds, zone):
    return (EPOCH + timedelta(seconds=seconds)).astimezone(zone).replace(tzinfo=None, fold=0)


def row(name, local):
    zone = ZoneInfo(name)
    fits = [at for at in (instant(local, zone, 0), instant(local, zone, 1)) if back(at, zone) == local]
    occurs = ["never", "once", "twice"][len(set(fits))]
    digits = f"{random.randrange(10**7):07}"
    texts = [local.strftime(form.format(digits)) for form in FORMS]
    return [name, f"{min(fits)}.{digits}" if fits else "-", occurs, *texts]


def changes(zone, year):
    start = datetime(year, 1, 1, tzinfo=timezone.utc)
    hours = [start + timedelta(hours=n) for n in range(366 * 24)]
    offsets = [at.astimezone(zone).utcoffset() for at in hours]
    return [hours[n] for n in range(1, len(hours)) if offsets[n] != offsets[n - 1]]


random.seed(17)
for name in ZONES:
    zone = ZoneInfo(name)
    for _ in range(8):
        print("\t".join(row(name, back(random.randrange(-600_000_000, 1_735_000_000), zone))))
    near = [at for year in (1971, 1972, 1984, 2010, 2011, 2016, 2023) for at in changes(zone, year)]
    for at in random.sample(near, min(len(near), 4)):
        for minutes in (-30, 0, 30, 90):
            local = back((at - EPOCH).total_seconds(), zone) + timedelta(minutes=minutes - 60)
            print("\t".join(row(name, local)))
