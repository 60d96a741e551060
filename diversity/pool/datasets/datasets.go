// Package datasets downloads well-known image collections from their official addresses, on request only: [Fetch]
// resumes what was cut off, compares checksums, unpacks safely, and returns a folder below the cache directory; [Open]
// opens it as a pool. Before that, [Find] tells the addresses, the size and the licence; nothing is asked and nothing
// printed.
//
// Each checksum is one that somebody else published: Dataset.Checksums says who. The licences are told as the pages of
// the collections state them; they bind whoever downloads.
package datasets

import (
	"fmt"
	"slices"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/pool"
)

// File is a file to download.
type File struct {
	URL    string
	Name   string // of the file here
	Bytes  int64
	SHA256 string // hexadecimal; one of SHA256 and MD5 is enough
	MD5    string
	Unpack bool // a zip or tar archive, also compressed by gzip
	// archives within the archive that are unpacked as well, by their paths
	Inner []string
}

// Reading says how a downloaded folder is opened.
type Reading struct {
	Dir     string             // within the folder, where the images begin
	Options pool.FolderOptions // as pool.Folder takes them; what is empty is recognised
	Note    string             // what to know
}

// Dataset is a collection and where it is had.
type Dataset struct {
	Name       string // as [Find] knows it
	Title      string
	Page       string // its home
	Licence    string // in words, as the page states it
	LicenceURL string
	Files      []File
	Checksums  string // who published the checksums
	Reading    Reading
}

// Bytes is the size of the download.
func (d Dataset) Bytes() int64 {
	var total int64
	for _, f := range d.Files {
		total += f.Bytes
	}
	return total
}

// Fields are what to know before downloading.
func (d Dataset) Fields() []display.Field {
	var addresses []string
	for _, f := range d.Files {
		addresses = append(addresses, f.URL)
	}
	return []display.Field{
		{Name: "name", Value: d.Name}, {Name: "title", Value: d.Title}, {Name: "page", Value: d.Page},
		{Name: "licence", Value: strings.TrimSpace(d.Licence + " " + d.LicenceURL)},
		{Name: "bytes", Value: fmt.Sprint(d.Bytes())}, {Name: "addresses", Value: strings.Join(addresses, " ")},
		{Name: "checksums", Value: d.Checksums},
	}
}

// Find is the collection of a name.
func Find(name string) (Dataset, error) {
	for _, d := range All() {
		if d.Name == name {
			return d, nil
		}
	}
	return Dataset{}, diversity.Invalid("name", fmt.Sprintf("%q", name), strings.Join(Names(), ", "))
}

// Names are the names of all collections, sorted.
func Names() []string {
	var names []string
	for _, d := range All() {
		names = append(names, d.Name)
	}
	slices.Sort(names)
	return names
}
