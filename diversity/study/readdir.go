package study

import (
	"context"
	"encoding/json"
	"fmt"

	"tradeoff/diversity/split"
)

// ReadDir returns the study that a directory's study.json describes. Only study.json and the pools that it names are
// read. The error wraps fs.ErrNotExist if there is none, ErrDamaged if it is torn or altered, ErrFormat if another
// version wrote it, or is that of a pool which cannot be opened here.
func ReadDir(dir string) (Study, error) {
	file, err := readStudyFile(dir)
	if err != nil {
		return Study{}, err
	}
	return file.open(studyPath(dir))
}

// open makes a study of what the file at the path holds.
func (f studyFile) open(path string) (Study, error) {
	var s Study
	if err := json.Unmarshal(f.Study, &s); err != nil {
		return Study{}, fmt.Errorf("study: %s: %w", path, err)
	}
	return f.withSizesOf(s), nil
}

// withSizesOf gives a study the sizes that it was stored with, where those of its budgets are picked otherwise today:
// they are spelled out then, so that nothing that was computed is missed. The hash of the file tells.
func (f studyFile) withSizesOf(s Study) Study {
	if len(s.Budgets) == 0 || f.Hash == s.Hash() {
		return s
	}
	earlier := s.WithDefaults()
	for _, budget := range s.Budgets {
		earlier.Sizes = append(earlier.Sizes, split.EarlierSizes(s.Pool, budget, earlier.SizesPerBudget)...)
	}
	earlier.Budgets, earlier.SizesPerBudget = nil, 0
	if f.Hash == earlier.Hash() {
		return earlier
	}
	return s
}

// ReadResults is [Study.Load] for the study in a directory.
func ReadResults(dir string) (*Results, error) {
	s, err := ReadDir(dir)
	if err != nil {
		return nil, err
	}
	plan, err := s.Plan()
	if err != nil {
		return nil, err
	}
	return reader(s, dir).Load(plan)
}

// Resume is [Study.Run] for the study in a directory, wherever that is: the root of the options is not used.
func Resume(ctx context.Context, dir string, o RunOptions) (*Results, error) {
	s, err := ReadDir(dir)
	if err != nil {
		return nil, err
	}
	plan, err := s.Plan()
	if err != nil {
		return nil, err
	}
	return s.computeIn(ctx, dir, plan, true, o)
}
