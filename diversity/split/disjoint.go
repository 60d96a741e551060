package split

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"tradeoff/diversity/pool"
)

// ErrOverlap is wrapped by the error of [CheckDisjoint] about classes.
var ErrOverlap = errors.New("split: tasks share classes with pre-training")

// ErrSharedImages is wrapped by the error of [CheckDisjoint] about images.
var ErrSharedImages = errors.New("split: tasks share images with pre-training")

const overlapsShown = 3

// CheckDisjoint returns an error unless no task has a class or an image of the pre-training pool.
//
// Classes are told by their BaseIDs, as people would: a turned character is the same class, and so is a class whose
// name differs in case, in the Unicode form of accented letters, in blanks for underscores, in a folder such as
// "train" or "val", in its superclass (unless a pool has the name below several superclasses, or it is but a number,
// such as "character01"), or that has the same WordNet id. The error wraps [ErrOverlap] and names some shared classes
// of each task. Use [pool.Pool.Named] where two sources call different classes by the same name.
//
// Images are told by their pixels, whatever they are called, see [pool.SharedImages]; that error wraps
// [ErrSharedImages] and names the first pairs. [Task.AllowSharedImages] allows them.
func CheckDisjoint(p pool.Pool, tasks []Task) error {
	if err := p.Validate(); err != nil {
		return err
	}
	for _, task := range tasks {
		if err := task.Pool.Validate(); err != nil {
			return fmt.Errorf("task %q: %w", task.Name, err)
		}
	}
	if err := checkClasses(p, tasks); err != nil {
		return err
	}
	return checkImages(p, tasks)
}

func checkClasses(p pool.Pool, tasks []Task) error {
	known := indexNames(p)
	var overlaps []string
	for _, task := range tasks {
		if shared := sharedClasses(known, task.Pool); len(shared) > 0 {
			overlaps = append(overlaps, describeShared(task.Name, shared))
		}
	}
	if len(overlaps) > 0 {
		return fmt.Errorf("%w: %s", ErrOverlap, strings.Join(overlaps, "; "))
	}
	return nil
}

// sharedClasses names the classes of a pool that are known, and what they are known as if that is another name.
func sharedClasses(known nameIndex, p pool.Pool) []string {
	var shared []string
	own := indexNames(p)
	for _, name := range namesOf(p) {
		switch same, found := known.find(name, own); {
		case !found:
		case same.shown == name.shown:
			shared = append(shared, name.shown)
		default:
			shared = append(shared, fmt.Sprintf("%s (there %s)", name.shown, same.shown))
		}
	}
	return shared
}

func checkImages(p pool.Pool, tasks []Task) error {
	var overlaps []string
	for _, task := range tasks {
		if task.AllowSharedImages != "" {
			continue
		}
		pairs, err := pool.SharedImages(context.Background(), p, task.Pool)
		if err != nil {
			return fmt.Errorf("task %q: %w", task.Name, err)
		}
		if len(pairs) > 0 {
			overlaps = append(overlaps, describeShared(task.Name, texts(pairs)))
		}
	}
	if len(overlaps) > 0 {
		return fmt.Errorf("%w, by their pixels: %s; leave them out, or give the reason why it does no harm in AllowSharedImages of the task",
			ErrSharedImages, strings.Join(overlaps, "; "))
	}
	return nil
}

func texts(pairs []pool.ImagePair) []string {
	list := make([]string, len(pairs))
	for i, pair := range pairs {
		list[i] = pair.String()
	}
	return list
}

func describeShared(task string, shared []string) string {
	names := strings.Join(shared[:min(overlapsShown, len(shared))], ", ")
	if len(shared) > overlapsShown {
		names += ", ..."
	}
	return fmt.Sprintf("task %q shares %d: %s", task, len(shared), names)
}
