package datasets

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"

	"tradeoff/diversity/pool"
)

// Open opens a collection by its name as a pool, and downloads it first if it is not here: Open(ctx, "cifar-100",
// Options{}) is the split for training. Photographs of many sizes need Options.Read.Height and Width.
func Open(ctx context.Context, name string, o Options) (pool.Pool, error) {
	d, err := Find(name)
	if err != nil {
		return pool.Pool{}, err
	}
	return d.Open(ctx, o)
}

// Open opens a collection as a pool, and downloads it first if it is not here.
func (d Dataset) Open(ctx context.Context, o Options) (pool.Pool, error) {
	dir, err := d.Fetch(ctx, o)
	if err != nil {
		return pool.Pool{}, err
	}
	p, err := pool.Folder(ctx, filepath.Join(dir, filepath.FromSlash(d.Reading.Dir)), d.Reading.merged(o.Read))
	if err != nil {
		return pool.Pool{}, fmt.Errorf("%s: %w", d.Name, err)
	}
	return p, nil
}

// merged are options with what the collection adds to those that a user gives.
func (r Reading) merged(o pool.FolderOptions) pool.FolderOptions {
	o.Layout, o.Split = cmp.Or(o.Layout, r.Options.Layout), cmp.Or(o.Split, r.Options.Split)
	o.Labels, o.Columns = cmp.Or(o.Labels, r.Options.Labels), cmp.Or(o.Columns, r.Options.Columns)
	if len(o.Include) == 0 {
		o.Include = r.Options.Include
	}
	if len(o.Exclude) == 0 {
		o.Exclude = r.Options.Exclude
	}
	return o
}
