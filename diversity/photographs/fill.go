package photographs

import (
	"context"
	"fmt"
	"path"

	"tradeoff/diversity"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
	"tradeoff/diversity/suggest"
)

// Options says which images [Fill] takes.
type Options struct {
	Folder  string   // of the images to pre-train on, as [pool.Folder] opens it
	Side    int      // pixels of the sides to which images are resized; 0 means 32
	HeldOut Set      // how the classes held out are tested, without Folder and Without; Name "" means "held-out"
	Sets    []Set    // other downstream tasks
	Share   float64  // of the classes that are held out; 0 means a quarter
	Exclude []string // files of Folder that are left out, as [pool.FolderOptions.Exclude] has them

	Seed       uint64 // of which classes are held out
	OnProgress func(pool.Progress)
}

// Set is a downstream task made of a folder of images.
type Set struct {
	Name     string
	Folder   string
	Without  []string // classes that are left out, such as those that pre-training shows too: see [pool.Pool.Without]
	Ways     int      // classes of an episode; 0 means 20, or all if there are fewer
	Shots    int      // images of a class to learn from; 0 means 10
	Test     int      // test images of a class; 0 means 10
	Episodes int      // 0 means 6
}

// task is the set as a task of a pool.
func (s Set) task(p pool.Pool) split.Task {
	orDefault := func(value, otherwise int) int {
		if value == 0 {
			return otherwise
		}
		return value
	}
	t := split.FewShot(p, orDefault(s.Ways, min(20, p.Classes())), orDefault(s.Shots, 10))
	t.Name, t.Test, t.Episodes = s.Name, orDefault(s.Test, 10), orDefault(s.Episodes, 6)
	return t
}

// Fill gives a study its pool and its tasks, and changes nothing else. Images of the classes held out that pre-training
// has too, under other labels, are left out. Errors are those of [pool.Folder] and [suggest.HoldOut], or wrap
// diversity.ErrInvalid for a folder or name that is missing; what does not fit in the study itself is said by
// study.Study.Validate.
func Fill(ctx context.Context, s study.Study, o Options) (study.Study, error) {
	parts, err := o.parts(ctx)
	if err != nil {
		return s, err
	}
	if o.HeldOut.Name == "" {
		o.HeldOut.Name = "held-out"
	}
	s.Pool, s.Tasks = parts.Training, []split.Task{o.HeldOut.task(parts.Held)}
	for i, set := range o.Sets {
		field := fmt.Sprintf("Options.Sets[%d]", i)
		if set.Name == "" {
			return s, diversity.Invalid(field+".Name", `""`, "a name for tables")
		}
		p, err := o.open(ctx, field+".Folder", set.Folder, nil)
		if err != nil {
			return s, err
		}
		if len(set.Without) > 0 {
			p = p.Without(set.Without...)
		}
		s.Tasks = append(s.Tasks, set.task(p))
	}
	return s, nil
}

// parts divides the classes of the folder. Which are held out depends on the classes alone, so that leaving files out
// changes nothing there.
func (o Options) parts(ctx context.Context) (suggest.Parts, error) {
	parts, err := o.divided(ctx, o.Exclude)
	if err != nil {
		return parts, err
	}
	shared, err := pool.SharedImages(ctx, parts.Training, parts.Held)
	if err != nil || len(shared) == 0 {
		return parts, err
	}
	exclude := o.Exclude[:len(o.Exclude):len(o.Exclude)]
	for _, pair := range shared {
		exclude = append(exclude, path.Base(pair.SecondName))
	}
	return o.divided(ctx, exclude)
}

func (o Options) divided(ctx context.Context, exclude []string) (suggest.Parts, error) {
	p, err := o.open(ctx, "Options.Folder", o.Folder, exclude)
	if err != nil {
		return suggest.Parts{}, err
	}
	return suggest.HoldOut(p, suggest.HoldOutOptions{Share: o.Share, Seed: o.Seed})
}

func (o Options) open(ctx context.Context, field, folder string, exclude []string) (pool.Pool, error) {
	if folder == "" {
		return pool.Pool{}, diversity.Invalid(field, `""`, "the path of a folder of images")
	}
	side := o.Side
	if side == 0 {
		side = 32
	}
	return pool.Folder(ctx, folder, pool.FolderOptions{
		Height: side, Width: side, Exclude: exclude, OnProgress: o.OnProgress,
	})
}
