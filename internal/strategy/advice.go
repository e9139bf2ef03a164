package strategy

import (
	"regexp"
	"strings"

	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Texts that are common in objectives and action plans and cannot be checked later. They are pointed out, never refused:
// only what the law asks for is refused. The words are English, so texts in other languages are not looked at.
//
// Sources: action plans that English councils have published, such as “Programme in place” as a measure and “ongoing” as a date.
var (
	endless = regexp.MustCompile(`(?i)\b(ongoing|on-going|continu(?:e|es|ous|ously|al|ally|ing)|` +
		`as (?:required|needed|appropriate|necessary)|` +
		`where (?:possible|appropriate)|when resources allow|strive|seek to|try to|in due course|regularly|tbc|to be confirmed)\b`)
	feeling = regexp.MustCompile(`(?i)\b(feel|feels|feeling|felt|valued|aware|awareness|confident|confidence|understand(?:s|ing)?|` +
		`committed|inclusive|welcome|welcoming|better relations)\b`)
	output = regexp.MustCompile(`(?i)\b(in place|delivered|completed|published|produced|launched|developed|established|drafted|written|` +
		`issued|carried out|held|attended|sent out|set up|approved|(?:number|no\.?) of (?:\w+ )?(?:events|meetings|sessions|courses|` +
		`workshops|leaflets|posters|newsletters|reports|reviews|people trained|staff trained)|(?:training|course|workshop|review|report|` +
		`policy|programme|guidance|strategy|plan)s? (?:is|are|was|were)\b)`)
	counted = regexp.MustCompile(`(?i)(%|\b(percentage|per cent|proportion|share|rate|ratio|number|score|median|mean|average|index|gap|` +
		`days|weeks|minutes|hours|times|count|survey)\b)`)
	team = regexp.MustCompile(`(?i)\b(teams?|departments?|directorates?|services?|units?|boards?|groups?|committees?|partners?|networks?|` +
		`council|staff|everyone|all|various|tbc|to be confirmed|officers|managers)\b`)
	post = regexp.MustCompile(`(?i)\b(head|director|manager|officer|lead|leader|chief|assistant|co-?ordinator|adviser|advisor|chair|` +
		`secretary|commissioner|member|executive|champion|solicitor|treasurer|librarian|headteacher|principal|planner|engineer)\b`)
)

// isEnglish reports whether the words of the lists above are those of a text in lang; "" is the language of the council.
func isEnglish(lang string) bool { return lang == "" || lang == "en" || strings.HasPrefix(lang, "en-") }

// AdviseOwner says what could be better about who is responsible, or returns nil.
func AdviseOwner(text, lang string) error {
	if !isEnglish(lang) || !team.MatchString(text) || post.MatchString(text) {
		return nil
	}
	return fault.Newf(fault.Invalid, "“%s” can be several people. Name one role that answers for it, like “Head of property”.", text)
}

// AdviseWhen says what could be better about a timescale in words, or returns nil.
func AdviseWhen(text, lang string) error {
	if word := endless.FindString(text); isEnglish(lang) && word != "" {
		return fault.Newf(fault.Invalid, "“%s” has no end, so it can never be done. Give a date, and what is done by then.", word)
	}
	return nil
}

// AdviseMeasure says what could be better about a measure with its unit, or returns nil.
func AdviseMeasure(measure, unit, lang string) error {
	measure = strings.TrimSpace(measure)
	if measure == "" || !isEnglish(lang) {
		return nil
	}
	if words := output.FindString(measure); words != "" {
		return fault.Newf(fault.Invalid,
			"“%s” counts the work and not what it changes. Measure what is different for people afterwards.", words)
	}
	if counted.MatchString(measure) {
		return nil
	}
	if words := feeling.FindString(measure); words != "" {
		return fault.Newf(fault.Invalid,
			"“%s” cannot be counted. Say what you count, like “Percentage of people in the survey who say that they feel welcome”.", words)
	}
	if strings.TrimSpace(unit) == "" {
		return fault.New(fault.Invalid, "This does not say what is counted. Begin with “Number of” or “Percentage of”, or give a unit.")
	}
	return nil
}

// AdviseValues says what could be better about the values of a measure, at the settings "baseline" and "target".
func AdviseValues(baseline, target *float64, measured bool) (advice definition.SettingErrors) {
	switch {
	case !measured:
	case target != nil && baseline == nil:
		advice.Add(fault.New(fault.Invalid,
			"Without a baseline, readers cannot see whether the target is a change. Measure it before the work begins."),
			"baseline")
	case target == nil:
		advice.Add(fault.New(fault.Invalid, "Without a target, readers cannot tell whether the result is good enough."), "target")
	}
	return advice
}

// Advice returns what could be better in o, at its settings.
func (o *Objective) Advice() (advice definition.SettingErrors) {
	if isEnglish(o.Language) {
		if err := AdviseWhen(o.Title, o.Language); err != nil {
			advice.Add(err, "title")
		} else if words := feeling.FindString(o.Title); words != "" && !counted.MatchString(o.Title+" "+o.Measure) {
			advice.Add(fault.Newf(fault.Invalid,
				"“%s” is a feeling or an attitude. Say what will be different, and measure that.", words), "title")
		}
	}
	advice.Add(AdviseOwner(o.Owner, o.Language), "owner")
	advice.Add(AdviseMeasure(o.Measure, o.Unit, o.Language), "measure")
	measured := strings.TrimSpace(o.Measure) != ""
	advice.Add(AdviseValues(o.Baseline, o.Target, measured).Err())
	if o.Baseline != nil && o.Target != nil && *o.Baseline == *o.Target && o.Better == "" {
		advice.Add(fault.New(fault.Invalid,
			"The target is the same as the baseline. Say which way is better if the aim is to keep it."), "target")
	}
	if measured && o.Source.Name == "" {
		advice.Add(fault.New(fault.Invalid, "Say where the measurements come from, so that others can check them."), "source", "name")
	}
	return advice
}

// Check returns what is missing from o, whether it is from an old strategy or not, and what could be better, at its settings.
func (o *Objective) Check() definition.SettingErrors {
	advice := o.missingSettings()
	for _, one := range o.Advice() {
		if len(one.Path) == 0 || !hasPath(advice, one.Path[0]) {
			advice = append(advice, one)
		}
	}
	return advice
}

func hasPath(all definition.SettingErrors, first any) bool {
	for _, one := range all {
		if len(one.Path) > 0 && one.Path[0] == first {
			return true
		}
	}
	return false
}
