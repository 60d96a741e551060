package render

import (
	"context"
	"errors"
	"sync"
	"testing"
)

func TestWarmDrawsTheSame(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	warm := NewWarm(ctx)
	option := []byte(`{"xAxis":{"data":["a","b"]},"yAxis":{},"series":[{"type":"bar","data":[1,2]}]}`)
	want := check(SVG(t.Context(), option, 0, 0))(t)
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() {
			if got, err := warm.SVG(t.Context(), option, 0, 0); err != nil || got != want {
				t.Errorf("another picture: %v", err)
			}
		})
	}
	group.Wait()
	cancel()
	for range warm.ready { // the last engine may be handed out still
	}
	if _, err := warm.SVG(t.Context(), option, 0, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
}
