package prepared

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
)

// Progress is the state of a preparation.
type Progress struct {
	Source string // what is prepared
	Images int    // in all
	Done   int    // decoded and written, Kept included
	Kept   int    // that an earlier attempt had written
	Bad    int    // of Done, that could not be decoded
	// about images that were decoded, such as transparent ones; an image may have several
	Warnings int
	Waiting  bool          // another process prepares them, this one waits
	Ended    bool          // the last report
	Elapsed  time.Duration // since the call
}

// Rate is the number of images a second of this attempt.
func (p Progress) Rate() float64 {
	if p.Elapsed <= 0 {
		return 0
	}
	return float64(p.Done-p.Kept) / p.Elapsed.Seconds()
}

// Remaining is how long the rest takes at this rate; 0 if that is not known.
func (p Progress) Remaining() time.Duration {
	if rate := p.Rate(); rate > 0 {
		return time.Duration(float64(p.Images-p.Done) / rate * float64(time.Second)).Round(time.Second)
	}
	return 0
}

// String reads "photos: 1200 of 100000 images prepared (1%), 9000 images/s, about 11s left".
func (p Progress) String() string {
	parts := []string{fmt.Sprintf("%s: %d of %d images prepared (%d%%)", diversity.Printable(p.Source), p.Done, p.Images,
		100*p.Done/max(1, p.Images))}
	if p.Bad > 0 {
		parts = append(parts, fmt.Sprintf("%d bad", p.Bad))
	}
	if p.Warnings > 0 {
		parts = append(parts, display.Count(p.Warnings, "warning"))
	}
	switch rate := p.Rate(); {
	case p.Waiting:
		parts = append(parts, "by another process")
	case p.Ended:
		parts = append(parts, "in "+p.Elapsed.Round(100*time.Millisecond).String())
	case rate > 0:
		parts = append(parts, fmt.Sprintf("%.0f images/s, about %v left", rate, p.Remaining()))
	}
	return strings.Join(parts, ", ")
}

// Fields are what a table of reports shows.
func (p Progress) Fields() []display.Field {
	return []display.Field{
		{Name: "source", Value: p.Source}, {Name: "images", Value: p.Images}, {Name: "done", Value: p.Done},
		{Name: "kept", Value: p.Kept}, {Name: "bad", Value: p.Bad}, {Name: "warnings", Value: p.Warnings},
		{Name: "seconds", Value: p.Elapsed.Seconds()},
		{Name: "waiting", Value: display.YesNo(p.Waiting)},
	}
}

// reportInterval bounds how often progress is reported; the last report always is.
const reportInterval = 200 * time.Millisecond

// reporter calls a function with the progress, by one goroutine at a time.
type reporter struct {
	call  func(Progress)
	began time.Time

	mutex sync.Mutex
	now   Progress
	last  time.Time
}

func newReporter(source string, images int, call func(Progress)) *reporter {
	return &reporter{call: call, began: time.Now(), now: Progress{Source: source, Images: images}}
}

// update changes the progress and reports it if it is time to.
func (r *reporter) update(change func(*Progress)) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	change(&r.now)
	if now := time.Now(); r.call != nil && (r.now.Ended || now.Sub(r.last) >= reportInterval) {
		r.now.Elapsed, r.last = now.Sub(r.began), now
		r.call(r.now)
	}
}
