package main

import (
	"encoding/json"
	"testing"
)

// TestIntegrationCells compares with plain gonb; whatever the times are, every kind of cell must have been measured
// in both.
func TestIntegrationCells(t *testing.T) {
	integration(t)
	code, out, complaints := call("cells", "--cells", "2", "--json")
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, complaints)
	}
	var report struct {
		Rows []struct {
			Name  string
			Plain []float64 `json:"plain_seconds"`
			Ours  []float64 `json:"ours_seconds"`
		}
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatal(err)
	}
	if len(report.Rows) != 12 {
		t.Errorf("%d rows: %s", len(report.Rows), out)
	}
	for _, row := range report.Rows {
		if n := len(row.Plain); n != len(row.Ours) || n != 2 {
			t.Errorf("%s: %d and %d times", row.Name, len(row.Plain), len(row.Ours))
		}
	}
}
