-- Raw readings stand segment by segment, as they came: one row holds a run of readings of one frame's segment, all of one
-- UTC day. A row a reading cost the store ten times as much, most of it in merges, and since such rows lay sensor by
-- sensor, an hour of a district was read from all of its month; these lie in the order of time.
-- sensor_numbers, start_offsets, reading_values and verdicts are as long as the run has readings. interval_start of a
-- reading is first_start + its offset in milliseconds, its position in the frame first_position + its index in the run.
CREATE TABLE IF NOT EXISTS raw_segments (
  tenant LowCardinality(String),
  city LowCardinality(String),
  district LowCardinality(String),
  register LowCardinality(String),
  register_kind UInt8,
  interval_milliseconds UInt32,
  quality UInt8,
  ingest_time DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  version UInt64 CODEC(Delta, LZ4),
  first_position UInt32,
  first_start DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  last_start DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  sensor_numbers Array(UInt32) CODEC(T64, LZ4),
  start_offsets Array(UInt32) CODEC(T64, LZ4),
  reading_values Array(Int64) CODEC(T64, LZ4),
  verdicts Array(UInt8),
  -- The key ends a range of time only at its later side.
  INDEX last_start_range last_start TYPE minmax GRANULARITY 1
) ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(first_start)
ORDER BY (tenant, city, district, first_start, version, first_position)
-- A granule is read whole: about an hour of a district that has a thousand sensors.
SETTINGS index_granularity_bytes = 1048576, fsync_after_insert = 1, fsync_part_directory = 1;

INSERT INTO raw_segments
SELECT tenant, city, district, register, register_kind, interval_milliseconds, quality, ingest_time, version, position,
  interval_start, interval_start, [sensor_number], [0], [value], [verdict]
FROM raw_readings
SETTINGS max_partitions_per_insert_block = 0;

-- What came in, arrival by arrival. Whoever asks for a range of interval_start asks for first_start and last_start too:
-- only these are in the key.
CREATE OR REPLACE VIEW raw_readings AS
SELECT
  tenant, city, district, sensor_number, register, register_kind,
  first_start + toIntervalMillisecond(start_offset) AS interval_start,
  interval_milliseconds, value, quality, verdict, ingest_time, version,
  toUInt32(first_position + place - 1) AS position,
  first_start, last_start
FROM raw_segments
ARRAY JOIN
  sensor_numbers AS sensor_number,
  start_offsets AS start_offset,
  reading_values AS value,
  verdicts AS verdict,
  arrayEnumerate(sensor_numbers) AS place;
