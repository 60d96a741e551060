package main

import (
	"encoding/json"
	"testing"
)

// TestIntegrationBenchCells compares with plain gonb; it has no opinion on the times.
func TestIntegrationBenchCells(t *testing.T) {
	l := newLaboratory(t)
	out, err := l.command("bench", "cells", "--cells", "2", "--json").Output()
	if err != nil {
		t.Fatal(err)
	}
	var report struct {
		Rows []struct {
			Name  string
			Plain []float64 `json:"plain_seconds"`
			Ours  []float64 `json:"ours_seconds"`
		}
	}
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatal(err)
	}
	if len(report.Rows) != 12 {
		t.Errorf("%d rows: %s", len(report.Rows), out)
	}
	for _, row := range report.Rows {
		if n := len(row.Plain); n != len(row.Ours) || n < 2 {
			t.Errorf("%s: %d and %d times", row.Name, len(row.Plain), len(row.Ours))
		}
	}
}
