package main

import (
	"context"
	"os"
	"testing"

	"tradeoff/diversity/study"
)

func TestAnnounceGPUs(t *testing.T) {
	t.Setenv("CUDA_VISIBLE_DEVICES", "-1")
	t.Setenv(study.DevicesVariable, "3")
	if err := announceGPUs(context.Background()); err != nil || os.Getenv(study.DevicesVariable) != "3" {
		t.Errorf("the user's list became %q (%v)", os.Getenv(study.DevicesVariable), err)
	}
	os.Unsetenv(study.DevicesVariable)
	if err := announceGPUs(context.Background()); err != nil || os.Getenv(study.DevicesVariable) != "" {
		t.Errorf("without GPUs the list is %q (%v)", os.Getenv(study.DevicesVariable), err)
	}
}
