package export

import (
	"cmp"

	"tradeoff/diversity"
	"tradeoff/diversity/study"
)

// Points returns the errors of all pre-trained runs, in the order of the rows, for package theory to fit. An empty task or probe of the
// metric means that of the first row. There are none for a name that no row has.
func Points(rows []Row, m study.Metric) []diversity.Measurement { return measurements(rows, m, false) }

// ControlPoints is [Points] for the networks with random weights. Their Size is zero.
func ControlPoints(rows []Row, m study.Metric) []diversity.Measurement {
	return measurements(rows, m, true)
}

func measurements(rows []Row, m study.Metric, control bool) []diversity.Measurement {
	var points []diversity.Measurement
	for _, r := range rows {
		if r.Control != control || r.Task != cmp.Or(m.Task, rows[0].Task) || r.Probe != cmp.Or(m.Probe, rows[0].Probe) {
			continue
		}
		points = append(points, diversity.Measurement{
			Size: r.Size(), Run: r.Run, Repeat: r.Repeat, Task: r.Task, Probe: r.Probe, Error: r.Error, Tested: r.Tested,
		})
	}
	return points
}
