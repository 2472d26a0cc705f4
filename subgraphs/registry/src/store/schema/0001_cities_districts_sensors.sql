-- Tenant first in every key: a query without a tenant finds no index.

CREATE TABLE cities (
  tenant       text NOT NULL,
  city         text NOT NULL,
  name         text NOT NULL,
  time_zone    text NOT NULL,
  clock        text NOT NULL CHECK (clock IN ('wall', 'data')),
  country_code text,
  population   integer CHECK (population > 0),
  PRIMARY KEY (tenant, city)
);

CREATE TABLE districts (
  tenant             text NOT NULL,
  city               text NOT NULL,
  district           text NOT NULL,
  name               text NOT NULL,
  population         integer CHECK (population > 0),
  area_km2           double precision CHECK (area_km2 > 0),
  -- [[longitude, latitude], ...]; read and written whole, so not a type of its own.
  boundary           jsonb NOT NULL DEFAULT '[]',
  revision           integer NOT NULL,
  -- Rises only: readings are stored by number, so that of a sensor that is gone must not come to another.
  next_sensor_number integer NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant, city, district),
  FOREIGN KEY (tenant, city) REFERENCES cities
);

-- Most sensors of a district show the same registers: a set stands once.
CREATE TABLE register_sets (
  tenant       text NOT NULL,
  city         text NOT NULL,
  district     text NOT NULL,
  register_set integer NOT NULL,
  registers    jsonb NOT NULL,
  PRIMARY KEY (tenant, city, district, register_set),
  FOREIGN KEY (tenant, city, district) REFERENCES districts
);

CREATE TABLE sensors (
  tenant          text NOT NULL,
  city            text NOT NULL,
  district        text NOT NULL,
  number          integer NOT NULL,
  name            text NOT NULL,
  register_set    integer NOT NULL,
  customer_class  text NOT NULL CHECK (customer_class IN ('residential', 'commercial', 'industrial', 'public')),
  delivery_points integer NOT NULL,
  active          boolean NOT NULL DEFAULT true,
  latitude        double precision,
  longitude       double precision,
  PRIMARY KEY (tenant, city, district, number),
  FOREIGN KEY (tenant, city, district, register_set) REFERENCES register_sets
);

-- A sensor that has moved stands in both districts, active in one.
CREATE UNIQUE INDEX sensors_active_name ON sensors (tenant, name) WHERE active;
CREATE UNIQUE INDEX sensors_name_in_district ON sensors (tenant, name, city, district);

-- Written in the transaction of the change; a line goes when stream and bucket hold its revision.
CREATE TABLE directory_outbox (
  tenant   text NOT NULL,
  city     text NOT NULL,
  district text NOT NULL,
  revision integer NOT NULL,
  PRIMARY KEY (tenant, city, district, revision)
);
