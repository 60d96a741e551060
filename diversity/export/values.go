package export

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// take reads a value of Parquet. The error says what is allowed.
func (c column) take(r *Row, v parquet.Value, unit time.Duration) error {
	if v.IsNull() {
		if c.empty {
			return nil
		}
		return errors.New("the value is null")
	}
	wrongKind := func(allowed string) error { return fmt.Errorf("it holds %v, not %s", v.Kind(), allowed) }
	switch into := c.field(r).(type) {
	case *string:
		if v.Kind() != parquet.ByteArray {
			return wrongKind("strings")
		}
		*into = string(v.ByteArray())
	case *int:
		if v.Kind() != parquet.Int64 {
			return wrongKind("int64")
		}
		*into = int(v.Int64())
	case *uint64:
		if v.Kind() != parquet.Int64 {
			return wrongKind("uint64")
		}
		*into = v.Uint64()
	case *bool:
		if v.Kind() != parquet.Boolean {
			return wrongKind("booleans")
		}
		*into = r.Classes == 0 // not v.Boolean(): parquet-go 0.32 misreads booleans that are encoded in runs
	case *float64:
		if v.Kind() != parquet.Double {
			return wrongKind("float64")
		}
		*into = v.Double()
		if c.empty && math.IsNaN(*into) {
			*into = 0 // as some programs write a null
		}
	case **float64:
		if v.Kind() != parquet.Double {
			return wrongKind("float64")
		}
		if number := v.Double(); !math.IsNaN(number) {
			*into = &number
		}
	case *time.Time:
		if v.Kind() != parquet.Int64 || unit == 0 {
			return wrongKind("timestamps")
		}
		*into = moment(v.Int64(), unit)
	}
	return nil
}

// timeUnit is the unit of the timestamps in a column; 0 if it holds something else.
func timeUnit(schema *parquet.Schema, name string) time.Duration {
	leaf, found := schema.Lookup(name)
	if !found || leaf.Node.Type().LogicalType() == nil {
		return 0
	}
	stamp, is := leaf.Node.Type().LogicalType().Value.(*format.TimestampType)
	if !is {
		return 0
	}
	switch stamp.Unit.Value.(type) {
	case *format.MilliSeconds:
		return time.Millisecond
	case *format.MicroSeconds:
		return time.Microsecond
	case *format.NanoSeconds:
		return time.Nanosecond
	}
	return 0
}

// moment is the time that a timestamp says.
func moment(count int64, unit time.Duration) time.Time {
	switch unit {
	case time.Millisecond:
		return time.UnixMilli(count).UTC()
	case time.Microsecond:
		return time.UnixMicro(count).UTC()
	}
	return time.Unix(0, count).UTC().Truncate(time.Microsecond)
}

// noPanic turns a panic over malformed bytes into an error.
func noPanic(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%w: %v", ErrTable, p)
	}
}
