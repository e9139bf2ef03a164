package survey

import (
	"slices"
	"strings"
)

// A page can be asked once for each of several people or things: each child, each journey, each
// site. [Parse] replaces such a page by one page for each repetition. The IDs of its questions and
// of the page end in "-1", "-2" and so on, and the texts of the questions begin with the heading
// of the repetition, such as “Child 2”. After the repetitions that are always asked, each page
// ends with a question whether there is another one, and the next page is asked of those who
// answer yes. So repetitions are asked, checked, stored and exported like any other questions,
// without script and on paper.
//
// Conditions on the page refer to the answers in the same repetition. Conditions elsewhere that
// refer to one of its questions are met if any repetition meets them.
//
// [Form.JSON] returns the page as it was written. See [Form.Unrepeated] for the page as one, and
// [Form.Combined] for counting.

// MaxRepetitions is the most repetitions of a page.
const MaxRepetitions = 20

// Parts of the IDs of the questions that Parse adds to a page with repetitions.
const (
	moreSuffix  = "-more"  // whether there is another one; followed by the number of the repetition
	countSuffix = "-count" // how many there are: see Form.Combined
)

// The options of the question whether there is another one.
const (
	moreYes = "yes"
	moreNo  = "no"
)

// Repeat makes a page one that is asked several times.
type Repeat struct {
	Item  string `json:"item" yaml:"item"`                       // what each repetition is about: “Child”
	Least int    `json:"least,omitempty" yaml:"least,omitempty"` // repetitions that are always asked; 0 means 1
	Most  int    `json:"most" yaml:"most"`
	// More is the question whether there is another one, with the answers Yes and No. They are
	// needed unless Least and Most are equal.
	More string `json:"more,omitempty" yaml:"more,omitempty"`
	Yes  string `json:"yes,omitempty" yaml:"yes,omitempty"`
	No   string `json:"no,omitempty" yaml:"no,omitempty"`
}

// Bounds returns the fewest and the most repetitions.
func (r *Repeat) Bounds() (least, most int) {
	most = min(max(r.Most, 1), MaxRepetitions)
	return min(max(r.Least, 1), most), most
}

// Heading returns the heading of repetition n, from 1: “Child 2”.
func (r *Repeat) Heading(n int) string { return r.Item + " " + itoa(n) }

// Repetition says which repetition of a page a page or question is.
type Repetition struct {
	Page     string // ID of the page as it was written
	Question string // ID of the question as it was written; "" of a page, and of the question whether there is another one
	Number   int    // from 1
	Heading  string // “Child 2”
}

// Repetition returns the repetition that p is, or nil.
func (p *Page) Repetition() *Repetition { return p.repetition }

// Repetition returns the repetition to which q belongs, or nil.
func (q *Question) Repetition() *Repetition { return q.repetition }

// PlainText returns the text of q without the heading of its repetition, for places that have
// that heading.
func (q *Question) PlainText() string {
	if q.repetition == nil {
		return q.Text
	}
	return strings.TrimPrefix(q.Text, q.repetition.Heading+rowSeparator)
}

// sourcePage returns the ID of p as it was written.
func (p *Page) sourcePage() string {
	if p.repetition != nil {
		return p.repetition.Page
	}
	return p.ID
}

// repeats reports whether a page of f is asked several times.
func (f *Form) repeats() bool {
	return slices.ContainsFunc(f.Pages, func(p Page) bool { return p.Repeat != nil })
}

// hasRepetitions reports whether Parse has repeated a page of f.
func (f *Form) hasRepetitions() bool {
	return slices.ContainsFunc(f.Pages, func(p Page) bool { return p.repetition != nil })
}

// Unrepeated returns f with each repeated page once, and one question for each row: its
// questions have the IDs and conditions with which they were written.
func (f *Form) Unrepeated() *Form {
	source := f.Source()
	if !source.repeats() {
		return f.Expanded()
	}
	made := source.rowwise()
	made.plan = made.buildPlan()
	return made
}

// repeated returns f with one page for each repetition. source are the pages as they were
// written.
func (f *Form) repeated(source []Page) *Form {
	times := map[string]int{} // by ID of the question
	for i := range f.Pages {
		if r := f.Pages[i].Repeat; r != nil {
			_, most := r.Bounds()
			for j := range f.Pages[i].Questions {
				times[f.Pages[i].Questions[j].ID] = most
			}
		}
	}
	made := *f
	made.plan, made.Pages = nil, nil
	for i := range f.Pages {
		page := f.Pages[i]
		page.When = anyRepetition(page.When, times)
		page.Questions = slices.Clone(page.Questions)
		if page.Repeat != nil {
			made.Pages = append(made.Pages, page.repetitions(times)...)
			continue
		}
		for j := range page.Questions {
			q := &page.Questions[j]
			q.mapConditions(func(c *Condition) *Condition { return anyRepetition(c, times) })
		}
		made.Pages = append(made.Pages, page)
	}
	made.written = &written{source, &made.Pages[0]}
	return &made
}

// repetitions returns the pages for the repetitions of p. times is the number of repetitions of
// each question that is repeated.
func (p *Page) repetitions(times map[string]int) (all []Page) {
	own := map[string]bool{}
	for i := range p.Questions {
		own[p.Questions[i].ID] = true
	}
	least, most := p.Repeat.Bounds()
	for n := 1; n <= most; n++ {
		end := "-" + itoa(n)
		page := *p
		page.ID, page.Repeat, page.Questions = p.ID+end, nil, nil
		page.repetition = &Repetition{Page: p.ID, Number: n, Heading: p.Repeat.Heading(n)}
		if page.Title = page.repetition.Heading; p.Title != "" {
			page.Title = p.Title + rowSeparator + page.Title
		}
		if n > 1 {
			page.Intro = ""
		}
		if n > least {
			page.When = &Condition{Question: p.ID + moreSuffix + "-" + itoa(n-1), Is: moreYes}
		}
		for i := range p.Questions {
			q := p.Questions[i].repetitionOf(page.repetition, own)
			q.mapConditions(func(c *Condition) *Condition { return anyRepetition(c, times) })
			page.Questions = append(page.Questions, q)
		}
		if n >= least && n < most {
			of := *page.repetition
			page.Questions = append(page.Questions, Question{
				ID: p.ID + moreSuffix + end, Kind: Single, Text: of.Heading + rowSeparator + p.Repeat.More, Required: true,
				Options:    []Option{{ID: moreYes, Text: p.Repeat.Yes}, {ID: moreNo, Text: p.Repeat.No}},
				repetition: &of,
			})
		}
		all = append(all, page)
	}
	return all
}

// repetitionOf returns q in the repetition of. own are the questions of its page.
func (q *Question) repetitionOf(of *Repetition, own map[string]bool) Question {
	end := "-" + itoa(of.Number)
	rename := func(id string) string {
		if own[id] {
			return id + end
		}
		return id
	}
	one, at := *q, *of
	at.Question = q.ID
	one.repetition = &at
	one.ID = q.ID + end
	if q.Text != "" {
		one.Text = of.Heading + rowSeparator + q.Text
	}
	one.Options, one.Rows = slices.Clone(q.Options), slices.Clone(q.Rows)
	one.LeastOf, one.MostOf, one.TotalOf = rename(q.LeastOf), rename(q.MostOf), rename(q.TotalOf)
	if q.onMap != nil {
		one.onMap = q.onMap.renamed(rename)
	}
	one.Wordings = slices.Clone(q.Wordings)
	for i := range one.Wordings {
		if w := &one.Wordings[i]; w.Text != "" {
			w.Text = of.Heading + rowSeparator + w.Text
		}
	}
	one.mapConditions(func(c *Condition) *Condition {
		return c.mapTests(func(leaf Condition) Condition {
			leaf.Question = rename(leaf.Question)
			return leaf
		})
	})
	return one
}

// mapConditions replaces the conditions of q and of its wordings.
func (q *Question) mapConditions(fn func(*Condition) *Condition) {
	q.When = fn(q.When)
	q.Wordings = slices.Clone(q.Wordings)
	for i := range q.Wordings {
		q.Wordings[i].When = fn(q.Wordings[i].When)
	}
}

// anyRepetition returns c with each test of a question that is repeated as often as times says
// replaced by one that is met if any repetition meets it.
func anyRepetition(c *Condition, times map[string]int) *Condition {
	return c.mapTests(func(leaf Condition) Condition {
		most, repeated := times[leaf.Question]
		if !repeated {
			return leaf
		}
		any := Condition{from: leaf.from}
		for n := 1; n <= most; n++ {
			one := leaf
			one.Question += "-" + itoa(n)
			any.Any = append(any.Any, one)
		}
		return any
	})
}

// mapTests returns a copy of c with each leaf replaced by what fn returns for it.
func (c *Condition) mapTests(fn func(Condition) Condition) *Condition {
	if c == nil {
		return nil
	}
	out := *c
	if c.All == nil && c.Any == nil && c.Not == nil {
		out = fn(out)
		return &out
	}
	list := func(parts []Condition) (all []Condition) {
		if parts != nil {
			all = make([]Condition, len(parts))
		}
		for i := range parts {
			all[i] = *parts[i].mapTests(fn)
		}
		return all
	}
	out.All, out.Any, out.Not = list(c.All), list(c.Any), c.Not.mapTests(fn)
	return &out
}

// checkRepeats checks the pages that are asked several times, which are not replaced yet.
func (in *validator) checkRepeats() {
	pageOf := map[string]string{} // of repeated questions
	for i := range in.f.Pages {
		if page := &in.f.Pages[i]; page.Repeat != nil {
			in.checkRepeat(page)
			for j := range page.Questions {
				pageOf[page.Questions[j].ID] = page.ID
			}
		}
	}
	if len(pageOf) == 0 {
		return
	}
	for page, q := range in.f.questions() {
		in.locate(in.f, page, q)
		refers := q.bounds()
		ids := slices.DeleteFunc(refers[:], func(id string) bool { return id == "" })
		for i := range q.Wordings {
			ids = append(ids, q.Wordings[i].Quotes()...)
		}
		for _, id := range ids {
			if of, repeated := pageOf[id]; repeated && of != page.ID {
				in.add("Change question %q: it depends on one answer to question %q, which is asked several times.", q.ID, id).
					as(RefersToRepeated).about(id)
			}
		}
		other := strings.TrimSuffix(q.ID, countSuffix)
		if at := slices.IndexFunc(in.f.Pages, func(p Page) bool { return p.ID == other }); other != q.ID && at >= 0 {
			in.require(in.f.Pages[at].Repeat == nil,
				"Change the id of question %q: results count how often page %q is answered under it.", q.ID, other).in("id")
		}
	}
}

// checkRepeat checks the settings of a page that is asked several times, and its questions.
func (in *validator) checkRepeat(page *Page) {
	in.locate(in.f, page, nil)
	r := page.Repeat
	where := "repeat of page " + page.ID
	in.location.Member = "repeat"
	in.require(!page.Monitoring, "Remove repeat from page %q: equality monitoring questions are about one person.", page.ID).
		as(RepeatNotAllowed)
	in.require(2 <= r.Most && r.Most <= MaxRepetitions, "Set most in repeat of page %q to a number from 2 to %d.", page.ID, MaxRepetitions).
		as(RepeatOutOfRange).limit(MaxRepetitions)
	in.require(0 <= r.Least && r.Least <= r.Most, "Set least in repeat of page %q to a number from 1 to %d, and no more than most.",
		page.ID, MaxRepetitions).
		as(RepeatOutOfRange).limit(MaxRepetitions)
	in.checkText("the item in "+where, "repeat", &r.Item, MaxRepeatItem, true)
	asks := r.Least != r.Most
	in.checkText("the question whether there is another one (more) in "+where, "repeat", &r.More, MaxTitle, asks)
	in.checkText("the answer yes in "+where, "repeat", &r.Yes, MaxTitle, asks)
	in.checkText("the answer no in "+where, "repeat", &r.No, MaxTitle, asks)
	in.require(r.Yes != r.No || r.Yes == "", "Change the answers yes and no in %s: they are the same.", where).as(DuplicateText).value(r.Yes)
	for i := range page.Questions {
		q := &page.Questions[i]
		in.locate(in.f, page, q)
		in.require(q.Kind != Consent && !q.Kind.IsContact(),
			"Move question %q to a page without repeat: questions of kind %s are asked once, of the person who responds.", q.ID, q.Kind).
			as(AskedOnce)
	}
}

// MaxRepeatItem is the most characters of the Item of a Repeat.
const MaxRepeatItem = 100
