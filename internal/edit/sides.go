package edit

import "strings"

// Side is a part of two texts side by side, which begins and ends where both begin and end a line: what the first says,
// and what the second says in its place. One of them is empty if the other has lines of its own.
type Side struct {
	Before, After []Piece
	Same          bool // both say the same
}

// SideBySide returns the parts of two texts, with the words that were removed in Before and those that were added in After.
func SideBySide(before, after string) []Side {
	var s sides
	for _, p := range CompareWords(before, after) {
		if !p.Removed && !p.Added {
			s.cutIfEnded()
		}
		for line := range strings.Lines(p.Text) {
			part := Piece{line, p.Removed, p.Added}
			if !p.Removed && !p.Added && s.addBlank(part) {
				continue
			}
			if !p.Added {
				s.at.Before = addPiece(s.at.Before, part)
			}
			if !p.Removed {
				s.at.After = addPiece(s.at.After, part)
			}
			if !p.Removed && !p.Added && strings.HasSuffix(line, "\n") {
				s.cut()
			}
		}
	}
	s.cut()
	return s.all
}

type sides struct {
	all []Side
	at  Side
}

// addBlank adds a blank line of both texts to the part before it, and reports whether it did.
func (s *sides) addBlank(line Piece) bool {
	if len(s.all) == 0 || len(s.at.Before)+len(s.at.After) > 0 || strings.TrimSpace(line.Text) != "" {
		return false
	}
	last := &s.all[len(s.all)-1]
	last.Before, last.After = addPiece(last.Before, line), addPiece(last.After, line)
	return true
}

// cutIfEnded ends the part if both texts are at the end of a line.
func (s *sides) cutIfEnded() {
	ended := func(pieces []Piece) bool {
		return len(pieces) == 0 || strings.HasSuffix(pieces[len(pieces)-1].Text, "\n")
	}
	if ended(s.at.Before) && ended(s.at.After) {
		s.cut()
	}
}

func (s *sides) cut() {
	if len(s.at.Before)+len(s.at.After) == 0 {
		return
	}
	changed := func(pieces []Piece) bool { return len(pieces) != 1 || pieces[0].Removed || pieces[0].Added }
	s.at.Same = !changed(s.at.Before) && !changed(s.at.After)
	s.all, s.at = append(s.all, s.at), Side{}
}

// addPiece adds p to pieces, to the last one if that is of the same kind.
func addPiece(pieces []Piece, p Piece) []Piece {
	if n := len(pieces) - 1; n >= 0 && pieces[n].Removed == p.Removed && pieces[n].Added == p.Added {
		pieces[n].Text += p.Text
		return pieces
	}
	return append(pieces, p)
}
