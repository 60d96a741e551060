package render

import (
	"context"

	"modernc.org/quickjs"

	"tradeoff/kernel/internal/cell/protocol/drawing"
)

// Warm keeps an engine with ECharts ready, so that a picture waits only for its drawing. Each engine still draws one
// picture.
type Warm struct {
	ready chan loaded
}

type loaded struct {
	vm  *quickjs.VM
	err error
}

// NewWarm starts to load; the last engine is closed when ctx ends.
func NewWarm(ctx context.Context) *Warm {
	w := &Warm{make(chan loaded)}
	go func() {
		defer close(w.ready)
		for {
			vm, err := newEngine()
			select {
			case w.ready <- loaded{vm, err}:
			case <-ctx.Done():
				if vm != nil {
					_ = vm.Close() // nobody is left to be told
				}
				return
			}
		}
	}()
	return w
}

// Copies draws the static copies of a figure; several may be drawn at the same time. A figure that package raster
// cannot draw comes without PNG.
func (w *Warm) Copies(ctx context.Context, option []byte) (drawing.Pictures, error) {
	return copies(ctx, option, func() (*quickjs.VM, error) {
		l, ok := <-w.ready
		if !ok {
			return nil, context.Canceled
		}
		return l.vm, l.err
	})
}
