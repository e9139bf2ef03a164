package analysis

import (
	"fmt"
	"testing"
)

func TestTheShelfKeepsWhatIsTaken(t *testing.T) {
	var s shelf
	if s.take("a") != nil {
		t.Error("an empty shelf has a release")
	}
	for n := range onShelf {
		s.put(fmt.Sprint(n), &Release{Number: int64(n)})
	}
	if r := s.take("0"); r == nil || r.Number != 0 {
		t.Errorf("took %v", r)
	}
	s.put("another", &Release{Number: 99})
	for sum, there := range map[string]bool{"0": true, "1": false, "2": true, "another": true} {
		if (s.take(sum) != nil) != there {
			t.Errorf("%s is there: %t", sum, !there)
		}
	}
	if s.put("0", &Release{Number: 7}); len(s.kept) != onShelf || s.take("0").Number != 7 {
		t.Errorf("%d releases", len(s.kept))
	}
}

func TestWhatIsOnTheShelfIsNotReadAgain(t *testing.T) {
	var s shelf
	f := &Frozen{Sum: "sum", Bytes: []byte(`{"number": 3}`)}
	if err := s.thaw(f); err != nil || f.Number != 3 {
		t.Fatalf("%v, %v", f.Release, err)
	}
	again := &Frozen{Sum: "sum"} // without bytes there is nothing to read
	if err := s.thaw(again); err != nil || again.Release != f.Release {
		t.Errorf("%v, %v", again.Release, err)
	}
	if err := s.thaw(&Frozen{Sum: "other", Bytes: []byte(`{`)}); err == nil || s.take("other") != nil {
		t.Errorf("kept what cannot be read: %v", err)
	}
}
