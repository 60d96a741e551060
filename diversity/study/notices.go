package study

import (
	"context"
	"fmt"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/pool"
)

// Notices are sentences about what a reader of the study's results has to know, none of which is an error: that K and n
// are confounded with which classes qualify ([Study.Confounding]), and that images of a task look like images of the
// pool ([pool.NearDuplicates]), where both were read from files: what comes with the library is known to have none.
// Progress of [Study.Run] and `kernel study status` have them. With an error come those that were found.
func (s Study) Notices(ctx context.Context) ([]string, error) {
	all, err := s.confoundings()
	if err != nil {
		return nil, err
	}
	var notices []string
	for _, confounded := range all {
		if confounded.Differ() {
			notices = append(notices, confounded.String())
		}
	}
	compared := map[string]bool{}
	for _, p := range s.policies() {
		for _, task := range s.Tasks {
			key := p.Pool.Digest() + task.Pool.Digest()
			if compared[key] || !fromFiles(p.Pool) || !fromFiles(task.Pool) {
				continue
			}
			compared[key] = true
			pairs, err := pool.NearDuplicates(ctx, p.Pool, task.Pool, pool.NearOptions{})
			if err != nil {
				return notices, fmt.Errorf("task %q: %w", task.Name, err)
			}
			if len(pairs) > 0 {
				notices = append(notices, nearNotice(task.Name, pairs))
			}
		}
	}
	return notices, nil
}

// fromFiles reports whether a pool was opened by [pool.Folder].
func fromFiles(p pool.Pool) bool { return p.Found().Layout != "" }

func nearNotice(task string, pairs []pool.NearPair) string {
	return fmt.Sprintf("Task %q: %s looking like images of pre-training, such as %s; pool.NearDuplicates lists them and figure.NearDuplicates shows them.",
		diversity.Printable(task), display.Count(len(pairs), "image"), diversity.Printable(pairs[0].String()))
}
