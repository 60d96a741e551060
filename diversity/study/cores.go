package study

import "runtime"

// anyCores numbers as many cores as this process may use at once.
func anyCores() []int {
	cores := make([]int, runtime.GOMAXPROCS(0))
	for i := range cores {
		cores[i] = i
	}
	return cores
}
