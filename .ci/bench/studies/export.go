package studies

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
)

// exported is study.json of an exported study: what the scripts must know besides the arrays.
type exported struct {
	Net       string         `json:"net"`     // "mlp", "conv" or "resnet20"
	Updates   int            `json:"updates"` // of each run
	Classes   int            `json:"classes"` // largest K
	Augment   recipe.Augment `json:"augment"`
	Strengths []float64      `json:"strengths"` // of the ridge probe
	Runs      []exportedRun  `json:"runs"`
	Tasks     []string       `json:"tasks"`
}

type exportedRun struct {
	Name    string `json:"name"`
	Classes int    `json:"classes"`
	Seed    uint64 `json:"seed"`
}

// Export writes the pre-training sets and the tasks of a study into dir, for the scripts of package peers: exactly
// the images that a worker draws.
func Export(dir string, s study.Study) error {
	net, err := netName(s.Backbone)
	if err != nil {
		return err
	}
	plan, err := runs(s)
	if err != nil {
		return err
	}
	out := exported{Net: net, Updates: s.Recipe.Updates(s.Sizes[0].Total()), Augment: s.Recipe.Augment,
		Strengths: probe.Ridge{}.Sweep()}
	for i, run := range plan {
		if err := exportRun(dir, fmt.Sprintf("run%d", i), s, run); err != nil {
			return err
		}
		out.Runs = append(out.Runs, exportedRun{run.Spec(), run.Size.Classes, run.Seed})
		out.Classes = max(out.Classes, run.Size.Classes)
	}
	for i, task := range s.Tasks {
		if err := exportTask(dir, fmt.Sprintf("task%d", i), task); err != nil {
			return err
		}
		out.Tasks = append(out.Tasks, task.Name)
	}
	text, err := json.Marshal(out)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "study.json"), text, 0o644)
}

func netName(b backbone.Backbone) (string, error) {
	switch b := b.(type) {
	case backbone.ResNet:
		if b == (backbone.ResNet{Depth: 20}) {
			return "resnet20", nil
		}
	case backbone.MLP:
		return "mlp", nil
	case backbone.ConvNet:
		return "conv", nil
	}
	return "", fmt.Errorf("studies: the scripts have no %T", b)
}

func exportRun(dir, name string, s study.Study, run study.Run) error {
	draw, err := split.Pretraining(s.Pool, split.DrawOptions{Size: run.Size, Seed: run.Seed, Nested: s.Nested})
	if err != nil {
		return err
	}
	if err := exportImages(filepath.Join(dir, name+".images.npy"), s.Pool, draw.Refs()); err != nil {
		return err
	}
	labels := draw.Labels()
	return writeNPY(filepath.Join(dir, name+".labels.npy"), labels, len(labels))
}

func exportImages(path string, p pool.Pool, refs []pool.Ref) error {
	images, err := p.Images(refs)
	if err != nil {
		return err
	}
	height, width, channels := p.Shape()
	return writeNPY(path, images, len(refs), height, width, channels)
}

// exportTask writes each image once, and the episodes as rows of it.
func exportTask(dir, name string, task split.Task) error {
	episodes, err := task.Draw()
	if err != nil {
		return err
	}
	position, refs := map[pool.Ref]int32{}, []pool.Ref{}
	rowsOf := func(part split.Part) (rows []int32) {
		for _, ref := range part.Refs {
			if _, have := position[ref]; !have {
				position[ref] = int32(len(refs))
				refs = append(refs, ref)
			}
			rows = append(rows, position[ref])
		}
		return rows
	}
	parts := map[string][]int32{}
	for _, e := range episodes {
		parts["train"] = append(parts["train"], rowsOf(e.Train)...)
		parts["test"] = append(parts["test"], rowsOf(e.Test)...)
		parts["train_labels"] = append(parts["train_labels"], e.Train.Labels...)
		parts["test_labels"] = append(parts["test_labels"], e.Test.Labels...)
	}
	for part, values := range parts {
		path := filepath.Join(dir, name+"."+part+".npy")
		if err := writeNPY(path, values, len(episodes), len(values)/len(episodes)); err != nil {
			return err
		}
	}
	return exportImages(filepath.Join(dir, name+".images.npy"), task.Pool, refs)
}
