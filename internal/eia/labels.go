package eia

import (
	"maps"
	"slices"

	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// The orders in which forms show codes.
var (
	subjects  = []Subject{"strategy", "policy", "service", "saving", "project", "procurement", "restructure", "closure"}
	needs     = []Need{NeedYes, NeedPlanned, NeedNo, NeedUnknown}
	routes    = []Route{"no-effect", ByOther, "no-choice", "administrative"}
	relevants = []Relevant{RelevantYes, RelevantNotSure, RelevantNo}
	qualities = []Quality{"strong", "partial", "weak"}
	sizes     = []Size{High, Medium, Low}
	leftSizes = []Size{High, Medium, Low, None}
	chances   = []Chance{"happens", "likely", "possible"}
	outcomes  = []Outcome{Proceed, Adjust, Continue, Stop}
	stages    = []StageName{"before-consulting", "after-consulting", "decision", "after-decision"}
	articles  = []string{"2", "3", "5", "6", "8", "9", "10", "11", "14", "p1-1", "p1-2"}
	domains   = []string{"health", "socio-economic", "welsh", "rural", "sustainability"}
)

var subjectLabels = labelled{
	"strategy": locale.Lazy("Strategy or plan"), "policy": locale.Lazy("Policy"), "service": locale.Lazy("Service"),
	"saving": locale.Lazy("Saving"), "project": locale.Lazy("Project"), "procurement": locale.Lazy("Procurement"),
	"restructure": locale.Lazy("Restructure"), "closure": locale.Lazy("Closure"),
}

var needLabels = labelled{
	"yes": locale.Lazy("Yes"), "planned": locale.Lazy("Yes, but it will be made later"), "no": locale.Lazy("No"),
	"not-recorded": locale.Lazy("It was agreed before, and no assessment is recorded"),
}

var routeLabels = labelled{
	"no-effect":        locale.Lazy("It affects no residents, service users or staff"),
	"other-assessment": locale.Lazy("Another assessment covers it"),
	"no-choice":        locale.Lazy("The law leaves the council no choice"),
	"administrative":   locale.Lazy("It corrects or records something and changes nothing"),
}

var relevantLabels = labelled{"yes": locale.Lazy("Relevant"), "not-sure": locale.Lazy("Not sure"), "no": locale.Lazy("Not relevant")}

var qualityLabels = labelled{
	"strong": locale.Lazy("Strong"), "partial": locale.Lazy("Partial"), "weak": locale.Lazy("Weak"),
}

var directionLabels = labelled{
	"adverse": locale.Lazy("Adverse"), "unknown": locale.Lazy("Not known"), "neutral": locale.Lazy("No impact"),
	"differential": locale.Lazy("Different, but not worse"), "positive": locale.Lazy("Positive"),
}

var sizeLabels = labelled{
	"high": locale.Lazy("High"), "medium": locale.Lazy("Medium"), "low": locale.Lazy("Low"), "none": locale.Lazy("None left"),
}

var chanceLabels = labelled{
	"happens": locale.Lazy("Certain or already happening"), "likely": locale.Lazy("Likely"), "possible": locale.Lazy("Possible"),
}

var outcomeLabels = labelled{
	"proceed": locale.Lazy("Go ahead without major change"), "adjust": locale.Lazy("Change the proposal"),
	"continue": locale.Lazy("Go ahead despite adverse impact, with reasons"), "stop": locale.Lazy("Stop and think again"),
}

var stageLabels = labelled{
	"before-consulting": locale.Lazy("Before consulting"), "after-consulting": locale.Lazy("After consulting"),
	"decision": locale.Lazy("At the decision"), "after-decision": locale.Lazy("After the decision"),
}

var limbLabels = map[equality.Limb]locale.LazyMessage{
	equality.Eliminate:          locale.Lazy("Eliminate discrimination"),
	equality.Advance:            locale.Lazy("Advance equality of opportunity"),
	equality.Foster:             locale.Lazy("Foster good relations"),
	equality.ReduceOutcomes:     locale.Lazy("Reduce inequalities of outcome"),
	equality.PromoteOpportunity: locale.Lazy("Promote equality of opportunity"),
	equality.GoodRelations:      locale.Lazy("Promote good relations"),
}

// section75Labels are the categories of Northern Ireland that package evidence does not have.
var section75Labels = map[equality.CharacteristicCode]locale.LazyMessage{
	equality.ReligiousBelief: locale.Lazy("Religious belief"), equality.PoliticalOpinion: locale.Lazy("Political opinion"),
	equality.RacialGroup: locale.Lazy("Racial group"), equality.MaritalStatus: locale.Lazy("Marital status"),
	equality.MenWomen: locale.Lazy("Men and women generally"), equality.Dependants: locale.Lazy("Dependants"),
}

// articleLabels are articles of the Human Rights Act 1998.
var articleLabels = labelled{
	"2": locale.Lazy("Article 2: life"), "3": locale.Lazy("Article 3: no inhuman or degrading treatment"),
	"5": locale.Lazy("Article 5: liberty"), "6": locale.Lazy("Article 6: fair hearing"),
	"8": locale.Lazy("Article 8: private and family life"), "9": locale.Lazy("Article 9: thought, conscience and religion"),
	"10": locale.Lazy("Article 10: expression"), "11": locale.Lazy("Article 11: assembly and association"),
	"14": locale.Lazy("Article 14: no discrimination"), "p1-1": locale.Lazy("Protocol 1, article 1: property"),
	"p1-2": locale.Lazy("Protocol 1, article 2: education"),
}

var domainLabels = labelled{
	"health": locale.Lazy("Health"), "socio-economic": locale.Lazy("Socio-economic disadvantage"),
	"welsh": locale.Lazy("Welsh language"), "rural": locale.Lazy("Rural communities"), "sustainability": locale.Lazy("Sustainability"),
}

// harms and likelihoods are the scales of what is left after mitigation: harm to people, not to the council.
var (
	harmLabels = labelled{
		"1": locale.Lazy("1: inconvenience that can be reversed"), "2": locale.Lazy("2: less choice, or a modest cost"),
		"3": locale.Lazy("3: loss of a service or income that is hard to replace"),
		"4": locale.Lazy("4: threat to safety, independence, home or liberty"),
	}
	likelihoodLabels = labelled{
		"1": locale.Lazy("1: unlikely"), "2": locale.Lazy("2: possible"), "3": locale.Lazy("3: likely"), "4": locale.Lazy("4: certain"),
	}
	scale = []string{"1", "2", "3", "4"}
)

// characteristicName returns the name of a characteristic by law.
func characteristicName(code equality.CharacteristicCode) locale.Message {
	if name, ok := section75Labels[code]; ok {
		return name
	}
	return evidence.CharacteristicName(code)
}

// set is a set of codes or references.
type set map[string]bool

func (s set) add(all ...string) {
	for _, one := range all {
		if one != "" {
			s[one] = true
		}
	}
}

func (s set) sorted() []string { return slices.Sorted(maps.Keys(s)) }
