-- Every table is keyed by the identity of its row and partitioned by a function of that identity (event month,
-- never ingest time: two ingest days would leave two rows after a merge).
-- tenant stands first in every key. Energy is whole milliwatt-hours.

-- What came in, arrival by arrival. No version column: every arrival stays, and a replay writes the same row.
-- value: milliwatt-hours (cumulative, interval) or watts (gauge). For registers and gauges interval_start is the event
-- time and interval_milliseconds is 0.
CREATE TABLE IF NOT EXISTS raw_readings (
  tenant LowCardinality(String),
  city LowCardinality(String),
  district LowCardinality(String),
  sensor_number UInt32 CODEC(Delta, LZ4),
  register LowCardinality(String),
  register_kind UInt8,
  interval_start DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  interval_milliseconds UInt32,
  value Int64 CODEC(Delta, LZ4),
  quality UInt8,
  ingest_time DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  version UInt64 CODEC(Delta, LZ4),
  position UInt32 CODEC(Delta, LZ4)
) ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(interval_start)
ORDER BY (tenant, city, district, sensor_number, register, interval_start, version, position)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- Sensor quarter hours: from them the district's hours, days and privacy columns are made; so each row carries what
-- the privacy columns need of its sensor as it was then.
CREATE TABLE IF NOT EXISTS sensor_rollups (
  tenant LowCardinality(String),
  city LowCardinality(String),
  district LowCardinality(String),
  sensor_number UInt32 CODEC(Delta, LZ4),
  register LowCardinality(String),
  resolution LowCardinality(String),
  window_start DateTime('UTC') CODEC(Delta, LZ4),
  energy_milliwatt_hours Int64 CODEC(Delta, LZ4),
  reading_count UInt32,
  quality UInt8,
  residential UInt8,
  delivery_points UInt32,
  oldest_ingest_time DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  version UInt64 CODEC(Delta, LZ4)
) ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(window_start)
ORDER BY (tenant, city, district, sensor_number, register, resolution, window_start)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- resolution: minute, quarter-hour, hour, day. state: provisional, final, revised.
-- The privacy columns are filled for quarter hours and longer.
CREATE TABLE IF NOT EXISTS district_rollups (
  tenant LowCardinality(String),
  city LowCardinality(String),
  district LowCardinality(String),
  register LowCardinality(String),
  resolution LowCardinality(String),
  window_start DateTime('UTC') CODEC(Delta, LZ4),
  window_end DateTime('UTC') CODEC(Delta, LZ4),
  energy_milliwatt_hours Int64 CODEC(Delta, LZ4),
  state LowCardinality(String),
  reading_count UInt32,
  measured_count UInt32,
  estimated_count UInt32,
  revised_count UInt32,
  suspect_count UInt32,
  missing_count UInt32,
  contributors_residential UInt32,
  contributors_other UInt32,
  largest_share Float32,
  oldest_ingest_time DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  version UInt64 CODEC(Delta, LZ4)
) ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(window_start)
ORDER BY (tenant, city, district, register, resolution, window_start)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
