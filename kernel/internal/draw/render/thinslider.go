package render

import "maps"

// shownFrame is the option of a picture that does not move: that of a slider (ECharts' timeline) is its option with the
// members of the frame at which it stands. The other frames are left out. It is nil if the frame changes a part of what
// the option has of axes and data, which is not understood here.
func shownFrame(option map[string]any) map[string]any {
	frames, _ := option["options"].([]any)
	timeline, _ := option["timeline"].(map[string]any)
	current, _ := timeline["currentIndex"].(float64)
	at := int(current)
	if timeline == nil || at < 0 || at >= len(frames) {
		return option
	}
	for i := range frames {
		if i != at {
			frames[i] = map[string]any{}
		}
	}
	frame, _ := frames[at].(map[string]any)
	shown := maps.Clone(option)
	maps.Copy(shown, frame)
	for _, part := range []string{"xAxis", "yAxis", "dataset", "dataZoom", "series"} {
		if option[part] != nil && frame[part] != nil {
			return nil
		}
	}
	return shown
}
