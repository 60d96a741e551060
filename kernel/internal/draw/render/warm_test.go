package render

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"testing"
)

func TestWarmDrawsTheSame(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	warm := NewWarm(ctx)
	option := []byte(`{"xAxis":{"data":["a","b"]},"yAxis":{},"series":[{"type":"bar","data":[1,2]}]}`)
	want := check(Copy(t.Context(), option))(t)
	pictures := check(warm.Copies(t.Context(), option))(t)
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() {
			if got, err := warm.Copies(t.Context(), option); err != nil || got.SVG != want ||
				!bytes.Equal(got.PNG, pictures.PNG) {
				t.Errorf("another picture: %v", err)
			}
		})
	}
	group.Wait()
	cancel()
	for range warm.ready { // the last engine may be handed out still
	}
	if _, err := warm.Copies(t.Context(), option); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
}
