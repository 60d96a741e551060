package runner

import (
	"context"
	"fmt"

	"tradeoff/diversity/pretrain"
)

// taskFeatures are a network's features of the tasks' images, computed when something needs them and once.
type taskFeatures struct {
	network *pretrain.Network
	values  map[*task][]float32
}

func newTaskFeatures(network *pretrain.Network) *taskFeatures {
	return &taskFeatures{network, map[*task][]float32{}}
}

// of are those of all images of a task [M, D].
func (f *taskFeatures) of(ctx context.Context, t *task) ([]float32, error) {
	if have := f.values[t]; have != nil {
		return have, nil
	}
	values, err := t.features(ctx, f.network)
	if err != nil {
		return nil, fmt.Errorf("runner: task %q: %w", t.Name, err)
	}
	f.values[t] = values
	return values, nil
}
