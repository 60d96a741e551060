package pool

import (
	"encoding/json"
	"strings"
	"testing"
)

// folderBefore is a folder as studies hold it that were written before layouts were recognised, with what it was then.
type folderBefore struct {
	files   []string
	classes string // IDs in their order
	content string
}

// Contents and orders were written down by the reader of class folders and groups that was before.
func foldersBefore() map[string]folderBefore {
	return map[string]folderBefore{
		"class folders": {
			[]string{"b/2.png", "b/10.png", "a/1.png", "a-c/1.png", ".git/x.png", "a/.DS_Store"}, "a a-c b", "2:1de060acd08fc2d1c2d521d17789fe3d7fab3a9eb71b510ec45e14af57d0551b",
		},
		"groups, whose names begin alike": {
			[]string{"g/z/1.png", "g-x/a/1.png", "g/a/1.png", "g/a/2.png"}, "g/a g/z g-x/a", "2:c80365e7f6f82da3111454b469aaaf3a083ca85c0ef06c4fdf6f7f5ab4609ea6",
		},
		"a table beside class folders": {
			[]string{"a/1.png", "b/1.png", "metadata.csv=file_name,label\na/1.png,x\nb/1.png,y\n"}, "a b", "2:22ca054dd6c255ba8ec2219a77401febe7300dffb55045a029f4c4bad4a1ba86",
		},
		"classes called as splits are": {[]string{"test/1.png", "train/1.png"}, "test train", "2:6b2de9c0d0f6c0ecea44a41400a8dcd9e75a99ca1a622922375d73d293ec7b9b"},
		"a group called images":        {[]string{"images/a/1.png", "images/b/1.png"}, "images/a images/b", "2:ac8fd6d527a50b7194ee02f94c3e459adb65212bfebc604dac50729b88093b25"},
		"groups of one class": {
			[]string{"a/images/1.png", "b/images/1.png"}, "a/images b/images", "2:349ce7798940869085157ae7d7e71e08cd089e840e27382ecdedf51c0c2e6bba",
		},
	}
}

// pictures writes images under names, all different; "name=text" writes a text.
func pictures(t *testing.T, names ...string) string {
	t.Helper()
	files := map[string][]byte{}
	for i, name := range names {
		name, text, isText := strings.Cut(name, "=")
		files[name] = []byte(text)
		if !isText {
			files[name] = encode(t, "png", gradient(2, 3+i))
		}
	}
	return folderOf(t, files)
}

func classIDs(p Pool) string {
	var ids []string
	for i := range p.Classes() {
		ids = append(ids, p.ClassID(i))
	}
	return strings.Join(ids, " ")
}

func TestFoldersOfBeforeOpenAsTheyWere(t *testing.T) {
	ownCache(t)
	for name, c := range foldersBefore() {
		t.Run(name, func(t *testing.T) {
			dir := pictures(t, c.files...)
			text, err := json.Marshal(map[string]any{
				"source": "folder", "dir": dir, "options": map[string]int{"height": 4, "width": 4}, "reader": readerVersion,
				"content": c.content,
			})
			if err != nil {
				t.Fatal(err)
			}
			var p Pool
			if err := json.Unmarshal(text, &p); err != nil {
				t.Fatal(err)
			}
			if got := classIDs(p); got != c.classes {
				t.Errorf("classes %s, expected %s", got, c.classes)
			}
			if got := p.state.source.digestForTest(t); got != c.content {
				t.Errorf("content %s", got)
			}
			roundTrip(t, p)
		})
	}
}
