package export

import (
	"cmp"

	"tradeoff/diversity"
)

// Points returns the errors of all pre-trained runs with one probe on one task, in the order of the rows, for package
// theory to fit. An empty task or probe means that of the first row. There are none for a name that no row has.
func Points(rows []Row, task, probe string) []diversity.Measurement {
	return measurements(rows, task, probe, false)
}

// ControlPoints is [Points] for the networks with random weights. Their Size is zero.
func ControlPoints(rows []Row, task, probe string) []diversity.Measurement {
	return measurements(rows, task, probe, true)
}

func measurements(rows []Row, task, probe string, control bool) []diversity.Measurement {
	var points []diversity.Measurement
	for _, r := range rows {
		if r.Control != control || r.Task != cmp.Or(task, rows[0].Task) || r.Probe != cmp.Or(probe, rows[0].Probe) {
			continue
		}
		points = append(points, diversity.Measurement{
			Size: r.Size(), Run: r.Run, Repeat: r.Repeat, Task: r.Task, Probe: r.Probe, Error: r.Error, Tested: r.Tested,
		})
	}
	return points
}
