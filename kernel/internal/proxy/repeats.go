package proxy

import (
	"fmt"
	"slices"
)

// longestCycle is the most functions that call each other in a circle, for their calls to be told as one.
const longestCycle = 4

// folded replaces calls that repeat, as those of a recursion do, by the first round and a count.
func folded(frames []string) (list []string) {
	for len(frames) > 0 {
		size, rounds := cycle(frames)
		list = append(list, frames[:size]...)
		frames = frames[size*rounds:]
		switch {
		case rounds > 1 && size == 1:
			list = append(list, "    ... the same call "+times(rounds-1))
		case rounds > 1:
			list = append(list, fmt.Sprintf("    ... the same %d calls %s", size, times(rounds-1)))
		}
	}
	return list
}

// cycle is how many of the first frames repeat at once, and how often they are there, for the most frames; one frame
// once if none do.
func cycle(frames []string) (size, rounds int) {
	size, rounds = 1, 1
	for of := 1; of <= longestCycle; of++ {
		times := 1
		for end := of * 2; end <= len(frames) && slices.Equal(frames[:of], frames[end-of:end]); end += of {
			times++
		}
		if times > 1 && of*times > size*rounds {
			size, rounds = of, times
		}
	}
	return size, rounds
}

func times(n int) string {
	if n == 1 {
		return "once more"
	}
	return fmt.Sprintf("%d times more", n)
}
