package study

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/study/internal/layout"
	"tradeoff/diversity/study/internal/sealed"
)

// WithoutImages puts results together with the text of their study.json and opens none of its pools: for who has the
// results of a study but not its images. Points, tables and figures are those of [Study.Load]; what needs an image is
// an error that wraps pool.ErrAbsent. Sizes that the study gives by budgets, which depend on the images, are those of
// the runs. Errors wrap ErrDamaged or ErrFormat, or diversity.ErrInvalid for a study that is none; that about a run
// which is not the study's wraps ErrDamaged.
func WithoutImages(spec []byte, runs []Result) (*Results, error) {
	var file layout.SpecFile
	if err := sealed.Unseal(spec, &file, &file.Format); err != nil {
		return nil, err
	}
	s, err := decodeWithoutImages(file.Study)
	if err != nil {
		return nil, err
	}
	if len(s.Sizes) == 0 {
		s.Budgets, s.SizesPerBudget, s.Sizes = nil, 0, sizesOf(runs)
	}
	plan, err := s.plan()
	if err != nil {
		return nil, err
	}
	results, err := s.arrange(plan, runs)
	if err == nil && hashes.MatchString(file.Hash) {
		results.stored = file.Hash
	}
	return results, err
}

// hashes are what names a study.
var hashes = regexp.MustCompile(`^[0-9a-f]{64}$`)

// arrange puts results in the order of the plan.
func (s Study) arrange(plan []Run, runs []Result) (*Results, error) {
	byHash := map[string]Result{}
	for _, r := range runs {
		byHash[r.Hash] = r
	}
	out := &Results{Study: s}
	for i, hash := range s.RunHashes(plan) {
		found, have := byHash[hash]
		if !have {
			out.Missing = append(out.Missing, plan[i])
			continue
		}
		delete(byHash, hash)
		found.Run = plan[i]
		out.Runs = append(out.Runs, found)
	}
	for hash, r := range byHash {
		return nil, fmt.Errorf("run %.8s: %w: %v is not a run of the study %s", hash, ErrDamaged, r.Run, s.Name)
	}
	return out, nil
}

// sizesOf are the sizes of runs, each once.
func sizesOf(runs []Result) []diversity.Size {
	var sizes []diversity.Size
	for _, r := range runs {
		if !r.Run.Control && !slices.Contains(sizes, r.Run.Size) {
			sizes = append(sizes, r.Run.Size)
		}
	}
	return sizes
}

// decodeWithoutImages reads a study and checks what can be checked without its images.
func decodeWithoutImages(text []byte) (Study, error) {
	text, err := markAbsent(text)
	if err != nil {
		return Study{}, err
	}
	if err := sealed.CheckFormat(text); err != nil {
		return Study{}, err
	}
	var in studyJSON
	if err := decodeStrict(text, &in); err != nil {
		return Study{}, fmt.Errorf("study: %w", err)
	}
	s, err := in.study()
	if err != nil {
		return Study{}, err
	}
	s = s.WithDefaults()
	for _, check := range []func() error{s.validName, s.validRepeats, s.validLength, s.validProbes, s.validScore} {
		if err := check(); err != nil {
			return Study{}, err
		}
	}
	return s, nil
}

// maxPlanned bounds the plan of a study that others have written.
const maxPlanned = 1 << 20

func (s Study) validLength() error {
	if runs := len(s.Sizes) * s.Repeats * max(1, len(s.Policies)); runs > maxPlanned {
		return diversity.Invalid("Study.Sizes", fmt.Sprintf("%d runs", runs), fmt.Sprintf("at most %d", maxPlanned))
	}
	return nil
}

// markAbsent marks all pools of a study in JSON.
func markAbsent(text []byte) ([]byte, error) {
	var study map[string]json.RawMessage
	if err := json.Unmarshal(text, &study); err != nil {
		return nil, fmt.Errorf("study: %w: %w", ErrDamaged, err)
	}
	if err := markPool(study, "Study"); err != nil {
		return nil, err
	}
	for _, list := range []struct{ key, field string }{{"tasks", "Study.Tasks"}, {"policies", "Study.Policies"}} {
		if err := markEach(study, list.key, list.field); err != nil {
			return nil, err
		}
	}
	return json.Marshal(study)
}

// markEach marks the pools of the objects of a list, which may be absent itself.
func markEach(in map[string]json.RawMessage, key, field string) error {
	if in[key] == nil {
		return nil
	}
	var list []map[string]json.RawMessage
	if err := json.Unmarshal(in[key], &list); err != nil {
		return fmt.Errorf("%s: %w: %w", field, ErrDamaged, err)
	}
	for i := range list {
		if err := markPool(list[i], fmt.Sprintf("%s[%d]", field, i)); err != nil {
			return err
		}
	}
	text, err := json.Marshal(list)
	in[key] = text
	return err
}

// markPool marks the pool of an object, if it has one.
func markPool(in map[string]json.RawMessage, field string) error {
	if in["pool"] == nil {
		return nil
	}
	marked, err := pool.WithoutImages(in["pool"])
	if err != nil {
		return fmt.Errorf("%s.Pool: %w", field, err)
	}
	in["pool"] = marked
	return nil
}
