// Package parallel divides independent work over the processors.
package parallel

import (
	"runtime"
	"sync"
)

// Do calls do with 0..count-1, as many at once as there are processors to use.
func Do(count int, do func(i int)) {
	workers := min(runtime.GOMAXPROCS(0), count)
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for i := w; i < count; i += workers {
				do(i)
			}
		})
	}
	group.Wait()
}
