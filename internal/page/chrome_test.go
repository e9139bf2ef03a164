package page

import "testing"

func TestNavigationMarksTheCurrentPage(t *testing.T) {
	f := frame{Chrome: Chrome{Nav: []Link{{"Home", "/"}, {"Have your say", "/consultations"}}}}
	for path, want := range map[string]string{"/consultations": "page", "/consultations/park": "true", "/consultationsx": "", "/": ""} {
		f.Path = path
		if got := f.PublicNav()[1].Current; got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}
