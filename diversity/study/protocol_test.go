package study

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
)

// classesOf is a pool of tiny images, so many of each class.
func classesOf(t *testing.T, counts ...int) pool.Pool {
	t.Helper()
	content := pool.Content{Name: "tiny", Height: 2, Width: 2}
	for class, count := range counts {
		content.ClassNames = append(content.ClassNames, fmt.Sprint("class", class))
		for i := range count {
			content.Labels = append(content.Labels, class)
			content.Images = append(content.Images, uint8(class), uint8(i), uint8(i>>8), 1)
		}
	}
	p, err := pool.New(content)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestProtocolsDivideAPool: images of each class in each part, as the sources have them.
func TestProtocolsDivideAPool(t *testing.T) {
	even, uneven := classesOf(t, 300, 300, 300, 300), classesOf(t, 400, 330, 300) // 800/3 and 200/3 are no whole numbers
	for _, c := range []struct {
		p                                       Protocol
		from                                    pool.Pool
		ways, shots, validation, test, episodes int
	}{
		{VTAB1k(), even, 0, 200, 50, 50, 1},
		{VTAB1k(), classesOf(t, 400, 340, 350), 0, 267, 67, 6, 1},
		{CLIPLinear(), uneven, 0, 210, 30, 60, 1},
		{DINOv2KNN(), classesOf(t, 5, 9), 0, 4, 0, 1, 1},
		{DINOv2Linear(), uneven, 0, 210, 30, 60, 1},
		{MiniImageNet(5), classesOf(t, 20, 20, 20, 20, 20, 3), 5, 5, 0, 15, 600},
		{TieredImageNet(1), classesOf(t, 6, 6, 6, 6, 6), 5, 1, 0, 5, 600},
	} {
		task, err := c.p.Task(c.from)
		if err != nil {
			t.Errorf("%s: %v", c.p.Name, err)
			continue
		}
		got := []int{task.Ways, task.Shots, task.Validation, task.Test, task.Episodes}
		if want := []int{c.ways, c.shots, c.validation, c.test, c.episodes}; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: ways, shots, validation, test, episodes %v, want %v", c.p.Name, got, want)
		}
		if task.Episodes = 1; task.Name != c.p.Name {
			t.Errorf("the task of %s is called %s", c.p.Name, task.Name)
		}
		if _, err := task.Draw(); err != nil {
			t.Errorf("%s: %v", c.p.Name, err)
		}
	}
}

func TestProtocolsRefusePools(t *testing.T) {
	few := classesOf(t, 300, 250, 300, 300)
	for name, c := range map[string]struct {
		p    Protocol
		from pool.Pool
		want string
	}{
		"no image to test": {VTAB1k(), few, "250 originals of class class1: invalid value, allowed: at least 251"},
		"four images":      {CLIPLinear(), classesOf(t, 9, 4), "4 originals of class class1: invalid value, allowed: at least 5"},
		"four classes":     {MiniImageNet(5), few, "Task.Ways"},
		"no pool":          {DINOv2KNN(), pool.Pool{}, "Pool"},
	} {
		_, err := c.p.Task(c.from)
		if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// TestProtocolsAreWhole: every one says where it is from, and has a probe of its source's settings.
func TestProtocolsAreWhole(t *testing.T) {
	names := map[string]bool{}
	for _, p := range Protocols() {
		if p.Name == "" || names[p.Name] || !strings.Contains(p.Source, "arXiv ") || p.Notes == "" || p.Side == 0 {
			t.Errorf("%+v", p)
		}
		names[p.Name] = true
		if _, err := probe.Marshal(p.Probe); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
	}
	r := VTAB1k().Probe.(probe.FineTune).Recipe
	for step, want := range map[int]float64{79: 0.01, 299: 0.01, 300: 0.001, 600: 1e-4, 900: 1e-5, 39: 0.005} {
		if got := r.Rate(step, r.Updates(800)); got < want*0.999 || got > want*1.001 {
			t.Errorf("VTAB-1k: rate %v at step %d, want %v", got, step, want)
		}
	}
}

// TestProbesOfProtocolsAreTheSources: the settings that the programs of the sources write out.
func TestProbesOfProtocolsAreTheSources(t *testing.T) {
	for want, p := range map[string]Protocol{
		`{"kind":"knn","neighbours":[10,20,100,200],"temperature":0.07}`: DINOv2KNN(),
		`{"kind":"linear-sgd","rates":[0.00001,0.00002,0.00005,0.0001,0.0002,0.0005,0.001,0.002,0.005,0.01,0.02,0.05,0.1],` +
			`"steps":12500,"batch":128,"seed":0}`: DINOv2Linear(),
	} {
		if text, err := probe.Marshal(p.Probe); err != nil || string(text) != want {
			t.Errorf("%s: %s (%v), want %s", p.Name, text, err, want)
		}
	}
}
