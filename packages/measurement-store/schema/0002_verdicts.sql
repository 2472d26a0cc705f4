-- What validation made of an arrival, once and for all: see reading-stream/src/verdict.ts for the codes. From 128 on it
-- does not count: `currentReadings` leaves it out.
ALTER TABLE raw_readings ADD COLUMN IF NOT EXISTS verdict UInt8 AFTER quality;
