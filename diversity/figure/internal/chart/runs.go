package chart

// RunsOf lists the start and the end of each run of a value.
func RunsOf(values []bool, value bool) [][2]int {
	var runs [][2]int
	for i, v := range values {
		switch {
		case v != value:
		case i > 0 && values[i-1] == value:
			runs[len(runs)-1][1] = i + 1
		default:
			runs = append(runs, [2]int{i, i + 1})
		}
	}
	return runs
}
