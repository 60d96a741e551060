package behind

// texts are the sentences that several sizes have in common, as where all were computed on one device. They stand in a
// document once, and the sizes have their indices.
type texts struct {
	common map[string]bool // of which sentences that is so
	list   []string        // those in the document
	at     map[string]int  // places in list
}

func textsOf(sizes []Size) *texts {
	seen, t := map[string]bool{}, &texts{common: map[string]bool{}, at: map[string]int{}}
	for _, s := range sizes {
		for _, notes := range [][]string{s.Notes, s.Names} {
			for _, note := range notes {
				t.common[note] = seen[note]
				seen[note] = true
			}
		}
	}
	return t
}

// bytes is what sentences will take.
func (t *texts) bytes(notes []string) (sum int) {
	for _, note := range notes {
		if _, there := t.at[note]; there {
			sum += bytesOfAnIndex
		} else {
			sum += bytesOfAnIndex + bytesOf(note)
		}
	}
	return sum
}

// put brings sentences into the document and returns what a size has in their place.
func (t *texts) put(notes []string) (shown []any) {
	for _, note := range notes {
		if !t.common[note] {
			shown = append(shown, note)
			continue
		}
		if _, there := t.at[note]; !there {
			t.at[note] = len(t.list)
			t.list = append(t.list, note)
		}
		shown = append(shown, t.at[note])
	}
	return shown
}
