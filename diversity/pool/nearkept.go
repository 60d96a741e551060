package pool

import (
	"encoding/json"
	"slices"

	"tradeoff/diversity/pool/internal/prepared"
)

// nearVersion is that of how images are compared: what another version found does not count.
const nearVersion = 1

// keptComparisons is how many comparisons are kept beside a set, and keptPairs how many pairs in all of them.
const (
	mostComparisons = 16
	mostKeptPairs   = 1 << 17
)

// nearFile is what is kept beside a set.
type nearFile struct {
	Version     int              `json:"version"`
	Comparisons []nearComparison `json:"comparisons"` // the latest first
}

// nearComparison is what a comparison found.
type nearComparison struct {
	nearKey
	Pairs []keptPair `json:"pairs"`
}

// keptPair is a pair without its names, which may change while the images stay.
type keptPair struct {
	First      Ref     `json:"first"`
	Second     Ref     `json:"second"`
	Bits       int     `json:"bits"`
	Difference float64 `json:"difference"`
	Mirrored   bool    `json:"mirrored,omitempty"`
	Turns      int     `json:"turns,omitempty"`
}

// setBeside is the set beside whose images comparisons of two pools are kept; nil if neither is prepared.
func setBeside(p, q Pool) *prepared.Set {
	for _, of := range []Pool{p, q} {
		if l, is := of.state.source.layer.(*preparedLayer); is {
			return l.set
		}
	}
	return nil
}

// readNear reads what is kept beside a set. What is damaged, or of another version, is nothing.
func readNear(set *prepared.Set) nearFile {
	var file nearFile
	text, err := set.ReadPairs()
	if err != nil || json.Unmarshal(text, &file) != nil || file.Version != nearVersion {
		return nearFile{Version: nearVersion}
	}
	return file
}

// keptNearPairs are the pairs of a comparison that was kept, named as the images are now.
func keptNearPairs(p, q Pool, key nearKey) (pairs []NearPair, kept bool) {
	set := setBeside(p, q)
	if set == nil {
		return nil, false
	}
	file := readNear(set)
	at := slices.IndexFunc(file.Comparisons, func(c nearComparison) bool { return c.nearKey == key })
	if at < 0 {
		return nil, false
	}
	pairs = []NearPair{}
	for _, k := range file.Comparisons[at].Pairs {
		if !p.has(k.First) || !q.has(k.Second) || !(k.Difference >= 0 && k.Difference <= key.Options.Difference) {
			return nil, false
		}
		pair := NearPair{ImagePair: ImagePair{First: k.First, Second: k.Second}, Bits: k.Bits, Difference: k.Difference,
			Mirrored: k.Mirrored, Turns: k.Turns}
		if pair.name(p, q) != nil {
			return nil, false
		}
		pairs = append(pairs, pair)
	}
	return pairs, true
}

// has reports whether there is such an image.
func (p Pool) has(r Ref) bool {
	return r.Class >= 0 && r.Class < p.Classes() && r.Sample >= 0 && r.Sample < p.Count(r.Class)
}

// keepNearPairs keeps what a comparison found. A disk that is full or cannot be written to costs the next call its time
// and is no error of this one.
func keepNearPairs(p, q Pool, key nearKey, pairs []NearPair) {
	set := setBeside(p, q)
	if set == nil || len(pairs) > mostKeptPairs {
		return
	}
	found := nearComparison{nearKey: key, Pairs: []keptPair{}}
	for _, n := range pairs {
		found.Pairs = append(found.Pairs, keptPair{n.First, n.Second, n.Bits, n.Difference, n.Mirrored, n.Turns})
	}
	file, total := readNear(set), len(pairs)
	kept := []nearComparison{found}
	for _, c := range file.Comparisons {
		if total += len(c.Pairs); c.nearKey != key && len(kept) < mostComparisons && total <= mostKeptPairs {
			kept = append(kept, c)
		}
	}
	file.Comparisons = kept
	if text, err := json.Marshal(file); err == nil {
		_ = set.WritePairs(text)
	}
}
