package study

import (
	"context"
	"encoding/json"
	"fmt"

	"tradeoff/diversity/split"
	"tradeoff/diversity/study/internal/layout"
	"tradeoff/diversity/study/internal/sealed"
)

// ReadDir returns the study that a directory's study.json describes. Only study.json and the pools that it names are
// read. The error wraps fs.ErrNotExist if there is none, ErrDamaged if it is torn or altered, ErrFormat if another
// version wrote it, or is that of a pool which cannot be opened here.
func ReadDir(dir string) (Study, error) {
	file, err := layout.Dir(dir).ReadSpec()
	if err != nil {
		return Study{}, err
	}
	s, err := fromSpec(file)
	if err != nil {
		return Study{}, fmt.Errorf("study: %s: %w", layout.Dir(dir).Spec(), err)
	}
	return s, nil
}

// Decode returns the study that the text of a study.json describes, such as that in an archive. Errors are those of
// [ReadDir].
func Decode(text []byte) (Study, error) {
	var file layout.SpecFile
	if err := sealed.Unseal(text, &file, &file.Format); err != nil {
		return Study{}, err
	}
	return fromSpec(file)
}

// fromSpec makes a study of what its file holds.
func fromSpec(file layout.SpecFile) (Study, error) {
	var s Study
	if err := json.Unmarshal(file.Study, &s); err != nil {
		return Study{}, err
	}
	return withSizesOf(file.Hash, s), nil
}

// withSizesOf gives a study the sizes that it was stored with, where those of its budgets are picked otherwise today:
// they are spelled out then, so that nothing that was computed is missed. The hash with which it was stored shows that.
func withSizesOf(hash string, s Study) Study {
	if len(s.Budgets) == 0 || hash == s.Hash() {
		return s
	}
	earlier := s.WithDefaults()
	for _, budget := range s.Budgets {
		earlier.Sizes = append(earlier.Sizes, split.EarlierSizes(s.Pool, budget, earlier.SizesPerBudget)...)
	}
	earlier.Budgets, earlier.SizesPerBudget = nil, 0
	if hash == earlier.Hash() {
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
