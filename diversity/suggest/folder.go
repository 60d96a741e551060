package suggest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/display"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/split"
)

// FolderOptions are what the user chooses instead of [OfFolder], in the words of a command line. The zero value leaves
// all of it to OfFolder.
type FolderOptions struct {
	Part    string // of the folder: train, val or test; "" is train, where there are such
	HeldOut string // a folder with the classes of the task; "" holds out a quarter of the classes of the folder
	Color   Color
	Side    int    // pixels of both sides, 8..1024; 0: chosen
	Network string // a kind of backbone, such as "convnet", or a backbone's JSON; "": chosen
	Policy  string // a kind of choice of classes, such as "balanced", or a choice's JSON; "" is uniform
	Budgets string // whole numbers of images, such as "240 960 3840"; "": chosen
	Repeats int    // of each size; 0: chosen

	Name    string  // of the study; "" is "your-data"
	Minutes float64 // of computing on one core that the choices aim at; 0 means 5
	Rate    float64 // multiplications a second of one core, see [MeasuredRate]; 0 is assumed
	Seed    uint64  // of the classes held out, and of the study

	AllowSharedImages string // the reason why the task may have images of pre-training; "" makes it an error

	OnProgress func(pool.Progress) // called now and then while images are prepared; nil: not reported
}

// FolderStudy is a first study of a folder of images, with all that led to it.
type FolderStudy struct {
	Inspection pool.Inspection
	Reading    Read
	Images     pool.Pool
	Parts      Parts
	Proposal   Proposal
}

// Display is what the folder holds, and the tables of the decisions.
func (f FolderStudy) Display() display.Document {
	document := f.Inspection.Display()
	for _, step := range []display.Document{f.Reading.Display(), f.Parts.Display(), f.Proposal.Display()} {
		document = document.Add(step.Parts...)
	}
	return document
}

// OfFolder goes the whole way from a folder of images, an archive or a table, whatever [pool.Folder] opens, to a study:
// it looks at the folder ([pool.Inspect]), chooses how images are read ([Reading]), prepares them, holds classes out
// ([HoldOut]) and chooses the study ([Study]). Files of the task that are the same images as some of pre-training are
// left out, up to 200 and a tenth of the task's; more are an error of Study.
//
// Errors are those of these functions. Those about an option name it as it is called here, and wrap
// diversity.ErrInvalid or, for a kind that no package registers, diversity.ErrUnknownKind.
func OfFolder(ctx context.Context, path string, o FolderOptions) (FolderStudy, error) {
	settings, err := o.study()
	if err == nil {
		err = o.validate(settings)
	}
	if err != nil {
		return FolderStudy{}, err
	}
	if path == "" {
		return FolderStudy{}, diversity.Invalid("path", `""`, "that of a folder of images, an archive or a table; StandIn writes one")
	}
	var f FolderStudy
	if f.Inspection, err = pool.Inspect(ctx, path, pool.FolderOptions{Split: o.Part, AllowEmpty: true}); err != nil {
		if o.Part != "" {
			err = fmt.Errorf("FolderOptions.Part = %q: %w", o.Part, err)
		}
		return FolderStudy{}, err
	}
	if f.Reading, err = Reading(f.Inspection, ReadingOptions{Color: o.Color, Size: o.Side}); err != nil {
		return FolderStudy{}, err
	}
	f.Reading.Options.Split, f.Reading.Options.AllowEmpty = o.Part, true // what is left out, the inspection tells
	if f.Images, err = o.open(ctx, path, f.Reading.Options); err != nil {
		return FolderStudy{}, err
	}
	if f.Parts, err = o.parts(ctx, f); err != nil {
		return FolderStudy{}, err
	}
	if f, err = o.apart(ctx, path, f); err != nil {
		return FolderStudy{}, err
	}
	f.Proposal, err = Study(f.Parts, settings)
	return f, err
}

// open prepares images and reports progress. What reports is no part of the options that are returned: a notebook keeps
// these for later cells, and cannot keep a function.
func (o FolderOptions) open(ctx context.Context, path string, as pool.FolderOptions) (pool.Pool, error) {
	as.OnProgress = o.OnProgress
	return pool.Folder(ctx, path, as)
}

// parts are the classes for pre-training and those for the task, which are in a folder of their own or held out.
func (o FolderOptions) parts(ctx context.Context, f FolderStudy) (Parts, error) {
	if o.HeldOut == "" {
		parts, err := HoldOut(f.Images, HoldOutOptions{Seed: o.Seed})
		if err != nil {
			err = fmt.Errorf("%v: %w; or name a folder with the classes of the task in FolderOptions.HeldOut", f.Images, err)
		}
		return parts, err
	}
	as := f.Reading.Options
	as.Split = ""
	held, err := o.open(ctx, o.HeldOut, as)
	if err != nil {
		return Parts{}, fmt.Errorf("FolderOptions.HeldOut: %w", err)
	}
	return Parts{f.Images, held, []Decision{decide("held out", display.Count(held.Classes(), "class"), "%s, a folder of its own", asked)}}, nil
}

// validate checks what the steps check later, under the names that the options have here.
func (o FolderOptions) validate(settings Options) error {
	_, err := settings.withDefaults()
	return renamed(errors.Join(ReadingOptions{Color: o.Color, Size: o.Side}.validate(), err))
}

// renamed is an error about an option of a step, as that of the same option of OfFolder.
func renamed(err error) error {
	var field *diversity.FieldError
	if !errors.As(err, &field) {
		return err
	}
	name := map[string]string{"ReadingOptions.Size": "FolderOptions.Side", "ReadingOptions.Color": "FolderOptions.Color"}[field.Field]
	if name == "" {
		name = "Folder" + field.Field
	}
	return diversity.Invalid(name, field.Value, field.Allowed)
}

// study is what Study is asked for.
func (o FolderOptions) study() (Options, error) {
	s := Options{
		Name: o.Name, Repeats: o.Repeats, Minutes: o.Minutes, Rate: o.Rate, Seed: o.Seed,
		AllowSharedImages: o.AllowSharedImages,
	}
	var err error
	if s.Budgets, err = parseBudgets(o.Budgets); err != nil {
		return s, err
	}
	if o.Network != "" {
		if s.Backbone, err = backbone.Unmarshal(kindOrJSON(o.Network)); err != nil {
			return s, fmt.Errorf("FolderOptions.Network = %q: %w", o.Network, err)
		}
	}
	if o.Policy != "" {
		if s.Choice, err = split.UnmarshalChoice(kindOrJSON(o.Policy)); err != nil {
			return s, fmt.Errorf("FolderOptions.Policy = %q: %w", o.Policy, err)
		}
	}
	return s, nil
}

// kindOrJSON is the JSON of a value, of which the kind alone may be given.
func kindOrJSON(text string) []byte {
	if strings.HasPrefix(strings.TrimSpace(text), "{") {
		return []byte(text)
	}
	return fmt.Appendf(nil, `{"kind": %q}`, text)
}

// parseBudgets reads whole numbers with spaces or commas between them.
func parseBudgets(text string) (budgets []int, err error) {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' }) {
		budget, err := strconv.Atoi(word)
		if err != nil || budget < 1 {
			return nil, diversity.Invalid("FolderOptions.Budgets", fmt.Sprintf("%q", text),
				fmt.Sprintf(`whole numbers of images, such as "240 960 3840", which %q is not`, word))
		}
		budgets = append(budgets, budget)
	}
	return budgets, nil
}
