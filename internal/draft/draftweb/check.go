package draftweb

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// checkView is what check.html shows: what stands in the way of publishing.
type checkView struct {
	page.Desk
	Title   string
	Back    page.Link
	Notice  string // why it was not published
	Saved   bool
	Counts  string
	Groups  []checkGroup
	Texts   []textRow
	Live    bool
	Changes []changeRow
	Change  string // why it reads differently now
	Frozen  []string
	Fixed   string // what cannot change any more
	Version int64
	May     bool // publish
	Ready   bool
	Nothing bool // nothing differs from what is published
}

// checkGroup is what one test found.
type checkGroup struct {
	ID, Title, Says string
	Found           []checkRow
}

// checkRow is one finding.
type checkRow struct {
	ID, Code, Say, Href string
	Where               string // in the questionnaire
	Tag                 page.Tag
	Asks                bool // for a reason
	Reason, By          string
}

// textRow is how one text reads.
type textRow struct {
	Name          string
	Words         int
	Average, Ease string
	Longest       int
}

// changeRow is a question that reads differently now.
type changeRow struct {
	ID, Question, Was, Is string
	Name                  string // the question in its words
	Forced                string // why it is no matter of wording
	Kind, Note            string
}

var checkPage = page.New(files, "templates/check.html", checkExamples[0], checkExamples[1:]...)

// groups are the tests, in the order in which a court asks them.
var groups = []struct {
	principle   consult.Principle
	title, says string
}{
	{consult.FormativeStage, locale.Key("1. Proposals are still at a formative stage"), locale.Key("Say what can change, and where fairness needs it what was rejected and why (R v Brent ex parte Gunning, 1985; R (Moseley) v Haringey, 2014).")},
	{consult.Reasons, locale.Key("2. People have what they need to give an intelligent answer"), locale.Key("Reasons, documents and somebody to ask.")},
	{consult.AdequateTime, locale.Key("3. There is enough time"), locale.Key("How long is enough depends on who must answer, and on what else happens in those weeks. Bank holidays are reckoned for England.")},
	{consult.Conscientious, locale.Key("4. Answers are taken into account"), locale.Key("Say what happens next, and by when people will hear.")},
	{consult.Access, locale.Key("Access"), locale.Key("Every page is shown in the colours of the house, whose contrast is at least 4.5 to 1, so that is not asked of you.")},
	{consult.DataProtection, locale.Key("Data protection"), locale.Key("Each question about a person needs a purpose (UK GDPR, article 5).")},
}

func (d *Handlers) check(w http.ResponseWriter, r *http.Request) error {
	c, err := d.draft.Check(r.Context(), site.By(r), r.PathValue("slug"))
	if err != nil {
		return err
	}
	v := d.checked(r, c)
	v.Saved = r.URL.Query().Get("saved") != ""
	return checkPage.Write(w, r, http.StatusOK, v)
}

func (d *Handlers) checked(r *http.Request, c *draft.Checked) checkView {
	words := page.In(r)
	v := checkView{Title: c.Definition.Title, Back: backTo(r, c.Slug), Version: c.Version, Live: c.Published(), Frozen: said(words, c.Frozen),
		May: site.By(r).May(actor.Publish), Ready: c.Ready(), Nothing: c.Published() && !c.Changed()}
	blocks, open, n := 0, 0, 0
	for _, g := range groups {
		group := checkGroup{ID: string(g.principle), Title: words.Say(g.title), Says: words.Say(g.says)}
		for i := range c.Findings {
			f := &c.Findings[i]
			if f.Principle != g.principle {
				continue
			}
			n++
			row := checkRow{ID: "finding-" + strconv.Itoa(n), Code: f.Code, Say: words.Say(f.Format, f.Args...), Href: mended(c.Slug, f.Place()), Reason: f.Reason, Asks: !f.Refuses && !f.Hint}
			if at := whereIn(words, &c.Definition, f.Form); at != nil {
				row.Where, row.Href = at.Text, hub(c.Slug)+at.Href
			}
			switch {
			case f.Refuses:
				blocks++
				row.Tag = page.Tag{Text: words.Say("Must be mended"), Colour: "red"}
			case f.Hint:
				row.Tag = page.Tag{Text: words.Say("To think about"), Colour: "grey"}
			case f.Reason == "":
				open++
				row.Tag = page.Tag{Text: words.Say("Mend it, or say why not"), Colour: "yellow"}
			default:
				row.Tag = page.Tag{Text: words.Say("Stays, with a reason"), Colour: "blue"}
				row.By = words.Say("%s, %s", d.NameOf(r.Context(), f.By), local(f.At))
			}
			group.Found = append(group.Found, row)
		}
		v.Groups = append(v.Groups, group)
	}
	v.Counts = words.Say("Must be mended: %d. Mend it, or say why not: %d.", blocks, open)
	for _, t := range c.Texts {
		if t.Words == 0 {
			continue
		}
		row := textRow{Name: words.Say(t.Name), Words: t.Words, Average: fmt.Sprintf("%.1f", t.Average), Longest: t.Longest}
		if t.Of != "" {
			row.Name = words.Say("%s: %s", row.Name, t.Of)
		}
		if t.Ease != 0 {
			row.Ease = strconv.Itoa(int(t.Ease))
		}
		v.Texts = append(v.Texts, row)
	}
	for i, change := range c.Changes {
		v.Changes = append(v.Changes, changeRow{ID: "change-" + strconv.Itoa(i+1), Question: change.Question, Name: questionIn(words, cmp.Or(change.Is, change.Was), change.Edition, &c.Definition), Was: change.Was, Is: change.Is, Forced: words.Say(change.Why)})
	}
	if c.Answered > 0 {
		v.Fixed = words.Count(c.Answered, "%d person has answered. What they were promised about their answers, and when it closes after they began, cannot change any more.",
			"%d people have answered. What they were promised about their answers, and when it closes after they began, cannot change any more.")
	}
	return v
}

// answerCheck keeps reasons, and publishes if that is what was asked.
func (d *Handlers) answerCheck(w http.ResponseWriter, r *http.Request) error {
	by, slug, typed := site.By(r), r.PathValue("slug"), r.PostForm
	given := map[string]string{}
	for i, code := range typed["code"] {
		if i < len(typed["reason"]) {
			given[code] = typed["reason"][i]
		}
	}
	err := d.draft.Reason(r.Context(), by, slug, given)
	if err == nil && typed.Get("do") != "publish" {
		return site.See(w, r, hub(slug)+"/check?saved=1")
	}
	var changed []consult.Changed
	if err == nil {
		version, _ := strconv.ParseInt(typed.Get("version"), 10, 64)
		for i, question := range typed["question"] {
			id := "change-" + strconv.Itoa(i+1)
			changed = merge(changed, consult.Changed{Question: question, Kind: consult.ChangeKind(typed.Get(id)), Note: typed.Get(id + "-note")})
		}
		if err = d.draft.Publish(r.Context(), by, slug, version, typed.Get("change"), changed); err == nil {
			return site.See(w, r, hub(slug)+"/acts?published=1")
		}
	}
	if fault.KindOf(err) != fault.Invalid && fault.KindOf(err) != fault.Conflict {
		return err
	}
	c, again := d.draft.Check(r.Context(), by, slug)
	if again != nil {
		return again
	}
	v := d.checked(r, c)
	v.Notice, v.Change = page.Said(r, err), typed.Get("change")
	for i := range v.Groups {
		for j := range v.Groups[i].Found {
			if row := &v.Groups[i].Found[j]; given[row.Code] != "" {
				row.Reason = given[row.Code]
			}
		}
	}
	for i := range v.Changes {
		row := &v.Changes[i]
		row.Kind, row.Note = typed.Get(row.ID), typed.Get(row.ID+"-note")
	}
	return checkPage.Write(w, r, http.StatusUnprocessableEntity, v)
}

// merge adds what was said of a question in one edition to what was said in the
// others: where the meaning changed in one, it changed.
func merge(all []consult.Changed, c consult.Changed) []consult.Changed {
	for i := range all {
		if all[i].Question == c.Question {
			if c.Kind != consult.Wording {
				all[i].Kind = c.Kind
			}
			if all[i].Note == "" {
				all[i].Note = c.Note
			}
			return all
		}
	}
	return append(all, c)
}

// said says all in the language of words.
func said(words *locale.Printer, all locale.Sentences) (texts []string) {
	for _, s := range all {
		texts = append(texts, s.In(words))
	}
	return texts
}
