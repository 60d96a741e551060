package export

import (
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/diagnose"
	"tradeoff/diversity/display"
)

// Diagnosed are what package diagnose says of the row's network and task, a column for each of its names; nil for what
// was not recorded or is not determined.
type Diagnosed struct {
	Within              *float64 `parquet:"within,optional"`
	Between             *float64 `parquet:"between,optional"`
	CDNV                *float64 `parquet:"cdnv,optional"`
	NC1                 *float64 `parquet:"nc1,optional"`
	NC2Norms            *float64 `parquet:"nc2_norms,optional"`
	NC2Angles           *float64 `parquet:"nc2_angles,optional"`
	NC2MaxAngle         *float64 `parquet:"nc2_max_angle,optional"`
	NC3                 *float64 `parquet:"nc3,optional"`
	NC4                 *float64 `parquet:"nc4,optional"`
	RankMe              *float64 `parquet:"rankme,optional"`
	LogSpectral         *float64 `parquet:"log_spectral,optional"`
	Margin              *float64 `parquet:"margin,optional"`
	LogNormalisedMargin *float64 `parquet:"log_normalised_margin,optional"`
	HeadLeast           *float64 `parquet:"head_least,optional"`
	HeadCondition       *float64 `parquet:"head_condition,optional"`
	TaskWithin          *float64 `parquet:"task_within,optional"`
	TaskBetween         *float64 `parquet:"task_between,optional"`
	TaskCDNV            *float64 `parquet:"task_cdnv,optional"`
	TaskNC1             *float64 `parquet:"task_nc1,optional"`
	TaskRankMe          *float64 `parquet:"task_rankme,optional"`
	Distance            *float64 `parquet:"distance,optional"`
	Agreement           *float64 `parquet:"agreement,optional"`

	TrainedHeadLeast     *float64 `parquet:"trained_head_least,optional"`
	TrainedHeadCondition *float64 `parquet:"trained_head_condition,optional"`
}

// columns are the fields in the order of diagnose.Names.
func (d *Diagnosed) columns() []**float64 {
	return []**float64{&d.Within, &d.Between, &d.CDNV, &d.NC1, &d.NC2Norms, &d.NC2Angles, &d.NC2MaxAngle,
		&d.NC3, &d.NC4, &d.RankMe, &d.LogSpectral, &d.Margin, &d.LogNormalisedMargin, &d.HeadLeast, &d.HeadCondition,
		&d.TaskWithin, &d.TaskBetween, &d.TaskCDNV, &d.TaskNC1, &d.TaskRankMe, &d.Distance, &d.Agreement,
		&d.TrainedHeadLeast, &d.TrainedHeadCondition}
}

// take sets the columns of values.
func (d *Diagnosed) take(values diagnose.Values) {
	columns := d.columns()
	for i, name := range diagnose.Names() {
		if value, have := values[name]; have {
			*columns[i] = &value
		}
	}
}

// Values are the quantities that the row has.
func (d Diagnosed) Values() diagnose.Values {
	out := diagnose.Values{}
	for i, column := range d.columns() {
		if *column != nil {
			out[diagnose.Names()[i]] = **column
		}
	}
	return out
}

// Fields are the quantities that the row has.
func (d Diagnosed) Fields() []display.Field { return d.Values().Fields() }

// validate names the column of a number that is none.
func (d Diagnosed) validate() error {
	for i, column := range d.columns() {
		if *column != nil && (math.IsNaN(**column) || math.IsInf(**column, 0)) {
			return diversity.Invalid(string(diagnose.Names()[i]), **column, "a finite number, or nothing")
		}
	}
	return nil
}

// diagnosedColumns are those of the table.
func diagnosedColumns() (all []column) {
	for i, name := range diagnose.Names() {
		all = append(all, column{string(name), true, true, func(r *Row) any { return r.Diagnosed.columns()[i] }})
	}
	return all
}
