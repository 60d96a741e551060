package runner

import (
	"context"
	"errors"
	"slices"
	"testing"

	"tradeoff/diversity/internal/device"
)

func TestWorkerDevices(t *testing.T) {
	broken := errors.New("no cache directory")
	for _, c := range []struct {
		gpus  []string
		found Device
		err   error
		want  []string
	}{
		{nil, Device{Kind: device.CUDA}, broken, nil}, // not searched
		{[]string{"0", "1"}, Device{Kind: device.CUDA}, nil, []string{"0", "1"}},
		{[]string{"0", "1"}, Device{Kind: device.CPU}, nil, nil},
		{[]string{"0"}, Device{Kind: device.Go}, nil, nil},
		{[]string{"0"}, Device{}, broken, nil},
	} {
		got, err := workerDevices(c.gpus, func() (Device, error) { return c.found, c.err })
		if !slices.Equal(got, c.want) || !errors.Is(err, c.err) && len(c.gpus) > 0 || err != nil && len(c.gpus) == 0 {
			t.Errorf("%+v: %v, %v", c, got, err)
		}
	}
	t.Setenv("CUDA_VISIBLE_DEVICES", "-1")
	if got, err := WorkerDevices(context.Background(), DeviceOptions{}); err != nil || len(got) != 0 {
		t.Errorf("with hidden devices: %v, %v", got, err)
	}
}
