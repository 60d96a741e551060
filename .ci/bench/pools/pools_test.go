package pools

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
)

// TestMain is the program that measures itself, where it is called so.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == Hidden {
		if err := Read(context.Background(), os.Stdout, os.Args[2:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// photographs writes a folder of classes with two images each.
func photographs(t *testing.T, classes int) string {
	t.Helper()
	dir := t.TempDir()
	for i := range 2 * classes {
		m := image.NewRGBA(image.Rect(0, 0, 30, 20))
		for at := range 30 * 20 {
			m.Set(at%30, at/30, color.RGBA{uint8(5 * at), uint8(i), uint8(at % 7), 255})
		}
		var out bytes.Buffer
		if err := png.Encode(&out, m); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, fmt.Sprint("class", i/2), fmt.Sprint(i, ".png"))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func compare(t *testing.T, python string) []Reading {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	readings, err := Compare(context.Background(), Options{
		Folder: photographs(t, 5), Side: 16, Draw: 7, Rounds: 2, Ours: exe, Python: python,
		Progress: func(line string) { lines = append(lines, line) },
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) != len(readings) {
		t.Errorf("%d lines of progress for %d readings", len(lines), len(readings))
	}
	return readings
}

func TestCompareOurs(t *testing.T) {
	readings := compare(t, "")
	if len(readings) != 6 || readings[0].Program != oursFirst || readings[5].Program != oursScaled {
		t.Fatalf("%+v", readings)
	}
	for _, r := range readings {
		if r.Images != 10 || r.CPU <= 0 || r.Load <= 0 || r.Load > r.CPU || r.Draw > r.CPU {
			t.Errorf("%+v", r)
		}
	}
	var out strings.Builder
	if err := Print(&out, readings); err != nil || !strings.Contains(out.String(), "ours, again") {
		t.Errorf("%q, %v", out.String(), err)
	}
}

// TestIntegrationPools compares with Pillow and torchvision in the interpreter that DIVERSITY_TORCH names.
func TestIntegrationPools(t *testing.T) {
	python := os.Getenv("DIVERSITY_TORCH")
	if python == "" {
		t.Skip("set DIVERSITY_TORCH to an interpreter with Pillow and torchvision")
	}
	var programs []string
	for _, r := range compare(t, python)[6:] {
		programs = append(programs, r.Program)
		if r.Images != 10 || r.CPU <= 0 {
			t.Errorf("%+v", r)
		}
	}
	if !slices.Equal(programs, []string{oursFirst, oursAgain, oursScaled, pillow, pillowDraft, torchvision}) {
		t.Errorf("%q", programs)
	}
}

func TestPrintRatios(t *testing.T) {
	readings := []Reading{
		{Program: oursFirst, CPU: 2, Images: 4, Load: 1},
		{Program: pillow, CPU: 6, Images: 4, List: 1, Load: 3},
		{Program: oursFirst, CPU: 1, Images: 4, Load: 1},
		{Program: pillow, CPU: 5, Images: 4, List: 1, Load: 3},
	}
	if got := ratios(readings, pillow); !slices.Equal(got, []float64{3, 5}) {
		t.Errorf("ratios %v", got)
	}
	var out strings.Builder
	if err := Print(&out, readings); err != nil || !strings.Contains(out.String(), "4.00  3.00..5.00") {
		t.Errorf("%q, %v", out.String(), err)
	}
}

func TestOptions(t *testing.T) {
	for _, o := range []Options{{}, {Folder: "x", Side: 4}, {Folder: "x", Draw: -1}, {Folder: "x", Rounds: -2}} {
		if _, err := Compare(context.Background(), o); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("%+v: %v", o, err)
		}
	}
	if _, err := Compare(context.Background(), Options{Folder: "/no/such", Ours: "/no/program"}); err == nil {
		t.Error("what cannot be started is measured")
	}
}
