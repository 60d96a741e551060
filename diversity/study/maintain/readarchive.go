package maintain

import (
	"fmt"

	"tradeoff/diversity/study"
)

// ReadArchive returns the results of an archive, see [Pack], writes nothing and needs none of the images of its study:
// for who looks at results whose images may not be passed on. Everything in the archive is verified as by [Unpack],
// whose errors it has; those about the study are of [study.WithoutImages].
func ReadArchive(archive string) (*study.Results, error) {
	return withArchive(archive, (*archived).results)
}

func (a *archived) results() (*study.Results, error) {
	runs := make([]study.Result, len(a.runs))
	for i, r := range a.runs {
		text, err := readEntry(r.entry, maxEntryBytes)
		if err != nil {
			return nil, err
		}
		if runs[i], err = study.DecodeResult(text, r.hash); err != nil {
			return nil, fmt.Errorf("entry %s: %w", r.entry.Name, err)
		}
	}
	return study.WithoutImages(a.spec, runs)
}
