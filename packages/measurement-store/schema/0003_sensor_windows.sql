-- Sensors' hours and days stand beside their quarter hours, for ever. The key has the window before the sensor: hours and
-- days are made of all sensors of a district in a few windows, and with the sensor first each of these read the whole
-- month of each sensor. One sensor's series reads some more instead, and by hour or day it is short.
-- A run of this file that was broken off may have left the earlier table's rows.
CREATE TABLE IF NOT EXISTS sensor_rollups_by_sensor AS sensor_rollups;
INSERT INTO sensor_rollups (tenant, city, district, sensor_number, register, resolution, window_start,
  energy_milliwatt_hours, reading_count, quality, residential, delivery_points, oldest_ingest_time, version)
SELECT tenant, city, district, sensor_number, register, resolution, window_start,
  energy_milliwatt_hours, reading_count, quality, residential, delivery_points, oldest_ingest_time, version
FROM sensor_rollups_by_sensor
SETTINGS max_partitions_per_insert_block = 0;
DROP TABLE IF EXISTS sensor_rollups_by_sensor;

-- measured_milliwatt_hours: the part of the energy whose readings were measured; of a quarter hour all of it or nothing.
-- quality_counts: readings by quality; empty when all of them are of the row's, as those of a quarter hour are.
CREATE TABLE IF NOT EXISTS sensor_rollups_by_window (
  tenant LowCardinality(String),
  city LowCardinality(String),
  district LowCardinality(String),
  sensor_number UInt32 CODEC(Delta, LZ4),
  register LowCardinality(String),
  resolution LowCardinality(String),
  window_start DateTime('UTC') CODEC(Delta, LZ4),
  energy_milliwatt_hours Int64 CODEC(Delta, LZ4),
  measured_milliwatt_hours Int64 DEFAULT if(quality = 0, energy_milliwatt_hours, 0) CODEC(Delta, LZ4),
  reading_count UInt32,
  quality UInt8,
  quality_counts Array(UInt32),
  residential UInt8,
  delivery_points UInt32,
  oldest_ingest_time DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  version UInt64 CODEC(Delta, LZ4)
) ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(window_start)
ORDER BY (tenant, city, district, register, resolution, window_start, sensor_number)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

INSERT INTO sensor_rollups_by_window (tenant, city, district, sensor_number, register, resolution, window_start,
  energy_milliwatt_hours, reading_count, quality, residential, delivery_points, oldest_ingest_time, version)
SELECT tenant, city, district, sensor_number, register, resolution, window_start,
  energy_milliwatt_hours, reading_count, quality, residential, delivery_points, oldest_ingest_time, version
FROM sensor_rollups
SETTINGS max_partitions_per_insert_block = 0;

RENAME TABLE sensor_rollups TO sensor_rollups_by_sensor, sensor_rollups_by_window TO sensor_rollups;

-- What an older processor has written meanwhile.
INSERT INTO sensor_rollups (tenant, city, district, sensor_number, register, resolution, window_start,
  energy_milliwatt_hours, reading_count, quality, residential, delivery_points, oldest_ingest_time, version)
SELECT tenant, city, district, sensor_number, register, resolution, window_start,
  energy_milliwatt_hours, reading_count, quality, residential, delivery_points, oldest_ingest_time, version
FROM sensor_rollups_by_sensor
SETTINGS max_partitions_per_insert_block = 0;
DROP TABLE IF EXISTS sensor_rollups_by_sensor;
