package survey

import (
	"slices"
	"strings"
)

// compatibleKinds are the groups of kinds whose answers can be counted together.
var compatibleKinds = [...][]QuestionKind{{Single, Dropdown}, {ShortText, LongText}}

// CheckEdition checks that answers to edition, such as an Easy Read form or a
// translation, can be counted together with answers to master. The error is a
// *[FormError] with all problems.
//
// Each question of edition must be in master with a compatible kind, and its options
// and rows must be among those of master. The text, order and pages may differ, and
// edition may leave out questions and options and add panels.
//
// An edition in the same language, such as Easy Read, may have a shorter scale: an option
// that Merges neighbouring options of master, such as "Yes" for "Strongly agree" and
// "Agree". Its options then stand for every option of master, each for other ones and in
// the same order, so that answers to both can be added up on the shorter scale.
//
// A translation, which is in another language than master, asks each of its questions
// exactly as master does: with every option, row and write-in, and the same limits.
// Its readers would otherwise not be offered an answer that results share over them.
func CheckEdition(master, edition *Form) error {
	master, edition = master.Unrepeated(), edition.Unrepeated()
	r := errorList{}
	for page, q := range edition.questions() {
		if q.Kind == Panel {
			continue
		}
		r.locate(edition, page, q)
		m, on := master.Question(q.ID)
		if m == nil || m.Kind == Panel {
			r.add("Remove question %q from this version: the original does not have it.", q.ID).as(NotInOriginal).in("id")
			continue
		}
		compatible := q.Kind == m.Kind
		for _, kinds := range compatibleKinds {
			compatible = compatible || slices.Contains(kinds, q.Kind) && slices.Contains(kinds, m.Kind)
		}
		if !compatible {
			r.add("Change the answer type of question %q from %s to %s, as in the original.", q.ID, q.Kind, m.Kind).as(OtherKind).in("kind")
			continue
		}
		if page.Monitoring != on.Monitoring {
			r.add("Move question %q: it must be on an equality monitoring page in both versions or in neither.", q.ID).as(OtherMonitoring)
		}
		translated := primaryLang(edition.Lang) != primaryLang(master.Lang)
		if !r.checkSameRepeat(edition, page, on, q, translated) {
			continue
		}
		if m.merges() {
			r.add("Remove merges from question %q of the original: only a shorter version can merge answers.", m.ID)
		}
		if q.merges() {
			r.checkMerged(q, m)
		}
		r.checkSubset(q, m)
		r.checkMeasure(q, m)
		r.checkSameFiles(q, m)
		r.checkSameBounds(edition, q, m)
		if translated {
			r.checkTranslation(q, m)
		}
	}
	return r.err()
}

// checkSameRepeat checks that q of page is repeated as on master, its page in the original, or,
// unless exactly, within its limits, and reports whether it is repeated in both or in neither. The number of times is
// reported once, at the first question of the page.
func (r *errorList) checkSameRepeat(edition *Form, page, master *Page, q *Question, exactly bool) bool {
	here, there := page.Repeat, master.Repeat
	switch {
	case here == nil && there == nil:
		return true
	case here == nil || there == nil || page.ID != master.ID:
		r.add("Move question %q: it must be asked several times, on the page with the same id, in both versions or once in both.", q.ID).
			as(OtherRepeat)
		return false
	}
	// Results count these on one scale: see Form.Combined.
	m := master.Questions[slices.IndexFunc(master.Questions, func(m Question) bool { return m.ID == q.ID })]
	if !sameBands(q.numberBands(), m.numberBands()) {
		r.add("Set least, most and decimals of question %q as in the original.", q.ID).as(OtherSettings).in("least")
	}
	if q.merges() {
		r.add("Remove merges from question %q: it is asked several times.", q.ID).as(OtherSettings)
	}
	if q != &page.Questions[0] {
		return true
	}
	least, most := here.Bounds()
	leastThere, mostThere := there.Bounds()
	fits := leastThere <= least && most <= mostThere
	if exactly || leastThere == mostThere {
		fits = least == leastThere && most == mostThere
	}
	if !fits {
		at := r.location
		r.locate(edition, page, nil)
		r.location.Member = "repeat"
		r.add("Set least and most in repeat of page %q to %d and %d, as in the original.", page.ID, leastThere, mostThere).
			as(OtherRepeat).limit(mostThere)
		r.location = at
	}
	return true
}

// sameBands reports whether a and b are the same groups of numbers.
func sameBands(a, b []band) bool {
	return slices.EqualFunc(a, b, func(a, b band) bool { return a.id == b.id && a.last.Cmp(b.last) == 0 })
}

// checkSubset checks that the options and rows of q are among those of master.
func (r *errorList) checkSubset(q, master *Question) {
	for _, list := range [...]struct {
		name         string
		here, master []Option
	}{{"option", q.Options, master.Options}, {"row", q.Rows, master.Rows}} {
		for at, o := range list.here {
			r.locateOption(list.name+"s", at, o.ID)
			if len(o.Merges) > 0 {
				continue // see checkMerged
			}
			i := optionIndex(list.master, o.ID)
			if i < 0 {
				r.add("Remove %s %q from question %q: the original does not have it.", list.name, o.ID, q.ID).
					as(OptionNotInOriginal).value(o.Text)
				continue
			}
			if o.Exclusive != list.master[i].Exclusive {
				r.add("Make option %q of question %q exclusive in both versions or in neither.", o.ID, q.ID).as(OtherSettings)
			}
		}
	}
	r.location.Option, r.within = "", ""
}

// primaryLang returns the language of a tag without its region: "en" for "en-GB".
func primaryLang(tag string) string {
	primary, _, _ := strings.Cut(tag, "-")
	return strings.ToLower(primary)
}

// checkTranslation checks that q, of a translation, has everything that master has and
// the same limits.
func (r *errorList) checkTranslation(q, master *Question) {
	for _, list := range [...]struct {
		name         string
		here, master []Option
	}{{"option", q.Options, master.Options}, {"row", q.Rows, master.Rows}} {
		for _, o := range list.master {
			i := optionIndex(list.here, o.ID)
			r.locateOption(list.name+"s", i, o.ID)
			switch {
			case i < 0:
				r.add("Add %s %q to question %q: a translation offers everything that the original does.", list.name, o.ID, q.ID).
					as(MissingTranslation).value(o.Text)
			case list.here[i].WriteIn != o.WriteIn:
				r.add("Give option %q of question %q a text field in both versions or in neither.", o.ID, q.ID).
					as(OtherSettings)
			}
		}
	}
	r.location.Option, r.within = "", ""
	if q.Required != master.Required {
		r.add("Make question %q required in both versions or in neither.", q.ID).as(OtherSettings).in("required")
	}
	if q.RandomOrder != master.RandomOrder {
		r.add("Put the answers or rows of question %q in random order in both versions or in neither.", q.ID).as(OtherSettings).in("randomOrder")
	}
	if q.PreferNotToSay != master.PreferNotToSay {
		r.add("Offer “Prefer not to say” for question %q in both versions or in neither.", q.ID).as(OtherSettings).in("preferNotToSay")
	}
	if !equalPointers(q.Min, master.Min) || !equalPointers(q.Max, master.Max) ||
		!equalPointers(q.Least, master.Least) || !equalPointers(q.Most, master.Most) {
		r.add("Set the limits of question %q as in the original: min, max, least and most.", q.ID).as(OtherSettings)
	}
}

// equalPointers reports whether a and b are both nil or point to equal values.
func equalPointers[T comparable](a, b *T) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

// checkMeasure checks that the numbers in answers to q mean the same as in master.
func (r *errorList) checkMeasure(q, master *Question) {
	if q.Kind == Budget && (q.Total != master.Total || q.Unit != master.Unit) {
		r.add("Set total and unit of question %q to %s, as in the original.", q.ID, Amount{master.Total, master.Unit}.String()).
			as(OtherSettings).in("total")
	}
	isNumber := q.Kind == Number || q.Kind == MatrixNumber
	if before, after := UnitPlace(master.Unit); isNumber && (before != "" || after == "%") && q.Unit != master.Unit {
		r.add("Set the unit of question %q to %s, as in the original.", q.ID, master.Unit).as(OtherSettings).in("unit")
	}
	if q.Precision != master.Precision {
		r.add("Set precision of question %q as in the original.", q.ID).as(OtherSettings).in("precision")
	}
	if q.Kind == ShortText && q.Pattern != master.Pattern {
		r.add("Set pattern of question %q as in the original.", q.ID).as(OtherSettings).in("pattern")
	}
	if !slices.Equal(q.Units, master.Units) {
		r.add("Set units of question %q to %s, as in the original.", q.ID, strings.Join(master.Units, ", ")).as(OtherSettings).in("units")
	}
	if !sameOutline(q, master) {
		r.add("Set the areas, marks and limits of question %q as in the original.", q.ID).as(OtherSettings).in("options")
	}
	if q.Decimals > master.Decimals {
		r.add("Set decimals of question %q to no more than %d, as in the original.", q.ID, master.Decimals).as(OtherSettings).in("decimals")
	}
}
