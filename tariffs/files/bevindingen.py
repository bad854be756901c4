"""What is found in tariff files and price lists, and what is decided on lines."""

from tabellen.bevinding import Bevinding, by_code, rejects, warns
from tabellen.bevindingen import SCHUIN, SERIE
from tariffs.reasons import Reden

VAN_TABELLEN = by_code(
    # The file as a whole.
    warns("TABEL_LEEG", "De tabel heeft geen rijen."),
    warns(
        "TABEL_ONTBREEKT",
        "Deze tabel ontbreekt of heeft geen rijen; regels die er iets in zoeken zijn "
        "geweigerd om de genoemde reden.",
    ),
    warns(
        "BESTAND_ZONDER_REGELEINDE",
        "Het bestand houdt op midden in een regel; is het heel?",
    ),
    warns(
        "REGELEINDE_DUBBEL", "De regels eindigen op CR CR LF; dat is gelezen als CR LF."
    ),
    warns(
        "TABEL_OP_BLADGRENS",
        "De tabel is precies zo lang als een blad van een rekenprogramma; is zij "
        "afgekapt?",
    ),
    warns(
        "RIJ_MEER_REGELS",
        "Een veld tussen aanhalingstekens loopt over meer dan een regel.",
    ),
    warns("RIJ_IS_KOP", "De rij zegt de kop nog eens en is overgeslagen."),
    rejects("RIJ_KOLOMMEN", "De rij heeft een ander aantal velden dan de kop."),
    warns("TITELREGELS", "Boven de kop staan regels; zij zijn overgeslagen."),
    warns(
        "BESTAND_NIET_GELEZEN",
        "Het bestand staat in een map met tabellen, maar is geen tabel.",
    ),
    warns(
        "BLAD_NIET_GEVONDEN",
        "Geen blad van deze werkmap heeft een naam die met --blad is gevraagd; alle "
        "bladen tellen.",
    ),
    # What is mended in a column; the value says in how many rows.
    warns(
        "TEKENS_VERWIJDERD",
        "Uit deze kolom zijn onzichtbare tekens of spaties rond de waarde verwijderd.",
    ),
    warns(
        "SCHRIJFWIJZE_HERSTELD",
        "Hoofd- en kleine letters zijn gelijk gemaakt aan de andere rijen.",
    ),
    warns(
        "PRIJS_AFGEROND",
        "Prijzen die een formule maakte zijn afgerond op centen; die van middelen en "
        "andere producten met een ZI-nummer op zes decimalen.",
    ),
    warns("DATUM_ALS_DAGNUMMER", SERIE.tekst),
    warns("DATUM_MET_SCHUINE_STREPEN", SCHUIN.tekst),
    # A single cell.
    rejects("VERPLICHT_VELD_LEEG", "Het veld is verplicht maar leeg."),
    rejects("GETAL_ONLEESBAAR", "Geen getal in een bekende schrijfwijze."),
    rejects(
        "GETAL_DUBBELZINNIG",
        "Punt of komma kan duizendtal of decimaal zijn; geef de notatie op.",
    ),
    rejects(
        "GETAL_TE_VEEL_DECIMALEN",
        "Meer decimalen dan dit veld heeft; rond het bedrag in de bron af.",
    ),
    rejects("GETAL_TE_GROOT", "Het getal is te groot."),
    rejects(
        "DATUM_ONLEESBAAR",
        "Geen bestaande datum als JJJJ-MM-DD, JJJJMMDD, DD-MM-JJJJ of DD/MM/JJJJ.",
    ),
    rejects("WAARDE_ONBEKEND", "De waarde hoort niet bij dit veld."),
    rejects(
        "CODE_ONJUIST",
        "De code of selector heeft niet de juiste vorm. Staat er een getal als "
        "1,5E+39, dan heeft een rekenblad de code voor een getal gehouden; lever codes "
        "als tekst.",
    ),
    rejects("TIJD_ONLEESBAAR", "Geen tijd als UU:MM of UU:MM:SS."),
    rejects(
        "GETAL_ANDERE_NOTATIE",
        "Het getal heeft een ander decimaalteken dan de kolom in dit bestand.",
    ),
    rejects(
        "FORMULE_ZONDER_WAARDE",
        "De cel bevat een formule zonder berekende waarde, of een fout; open het "
        "bestand in een rekenblad en sla het op.",
    ),
    rejects("WAARDE_BUITEN_BEREIK", "De waarde ligt buiten het toegestane bereik."),
    # The row, and its place among the others.
    rejects("SLEUTEL_DUBBEL", "De sleutel komt vaker voor; geen van de rijen telt."),
    warns("RIJ_DUBBEL", "De rij staat er meer dan eens; zij telt als een."),
    rejects("PERIODE_ONJUIST", "De einddatum ligt voor de begindatum."),
    rejects(
        "PERIODE_OVERLAPT",
        "De periode overlapt met een andere rij van dezelfde sleutel; geen telt.",
    ),
    warns(
        "PERIODE_OVERLAPT_PRIJS",
        "De periode overlapt met een andere rij; regels op die dagen krijgen geen "
        "prijs (MEERDERE_TARIEVEN of MEERDERE_CONTRACTEN).",
    ),
    warns(
        "PRIJS_DUBBEL",
        "De lijst noemt dezelfde prijs meer dan eens op een dag; hij telt als een.",
    ),
    rejects(
        "VERWIJZING_ZONDER_TABEL",
        "De tabel waarnaar deze kolom verwijst ontbreekt of heeft geen rijen; van dit "
        "bestand gaan daarom zoveel rijen als de waarde zegt niet door.",
    ),
    rejects("VERWIJZING_ONBEKEND", "De rij waarnaar wordt verwezen bestaat niet."),
    warns(
        "TERUGVALREGEL_ONBEKEND",
        "De terugvalregel bestaat niet; codes zonder prijs krijgen GEEN_CONTRACTPRIJS.",
    ),
    # Lines and insurances; the value says of how many rows.
    warns(
        "VERZEKERDE_ID_ZONDER_WAARDE",
        "Een verzekerde_id met een woord voor niets (NULL, nan, None, n.v.t., -, 0) is "
        "gelezen als leeg; zulke regels horen niet bij elkaar.",
    ),
    warns(
        "SUBTRAJECT_NUMMER_ZONDER_WAARDE",
        "Een subtraject_nummer met een woord voor niets (NULL, nan, None, n.v.t., -, "
        "0) is gelezen als leeg; zulke regels horen niet bij een subtraject.",
    ),
    warns(
        "ZORGTRAJECT_NUMMER_ZONDER_WAARDE",
        "Een zorgtraject_nummer met een woord voor niets (NULL, nan, None, n.v.t., -, "
        "0) is gelezen als leeg; zulke regels horen niet bij een traject.",
    ),
    warns(
        "VERZEKERING_SAMENGEVOEGD",
        "Verzekeringen van een verzekerde bij dezelfde verzekeraar waarvan de perioden "
        "gelijk zijn of overlappen, tellen als een.",
    ),
    warns(
        "VERZEKERING_TEGENSTRIJDIG",
        "Volgens deze rij en een andere is een verzekerde op een dag tweemaal "
        "verzekerd; voor controles gelden beide.",
    ),
    # Rules of tables.
    rejects("RELEASE_VERVANGT_ZICHZELF", "Een release kan niet zichzelf vervangen."),
    rejects(
        "MAXMAX_GROND_ONJUIST",
        "Een grond hoort bij uitsluiting van max-max, en alleen daarbij.",
    ),
    rejects(
        "TARIEFSOORT_BEDRAG_ONJUIST",
        "VRIJ en WERKELIJKE_KOSTEN hebben geen bedrag; VAST en MAXIMUM wel.",
    ),
    rejects("COMPONENT_ONJUIST", "Vanaf 2015 is het tarief integraal."),
    rejects("OZP_REGEL_ONVOLLEDIG", "Bij deze soort regel ontbreekt een veld."),
    rejects("PERIODE_DAGEN_ONTBREKEN", "Reikwijdte PERIODE vraagt periode_dagen."),
    rejects(
        "STANDAARDPRIJS_CODE_ONJUIST",
        "Geef een zorgproduct_code of een prestatiecode, niet beide.",
    ),
    rejects(
        "CONTRACT_EINDE_ONTBREEKT",
        "Een versie met status BEEINDIGD heeft een einddatum: de laatste dag van het "
        "contract.",
    ),
    rejects(
        "OMZETAFSPRAAK_PERCENTAGES_ONJUIST",
        "De percentages passen niet bij de vorm van de omzetafspraak.",
    ),
    rejects(
        "OVEREENKOMST_ONDERWERP_ONTBREEKT",
        "De overeenkomst noemt geen prestatiecode of experiment.",
    ),
    # What is likely a mistake; pricelist.py has the same for a list to be accorded.
    warns(
        "CODE_ONBEKEND",
        "De code staat in geen landelijke tabel of register; deze rij telt voor geen "
        "enkele regel. Is zij goed geschreven (letter O of cijfer 0)?",
    ),
    warns(
        "LABEL_ONBEKEND",
        "De naam komt in geen van de tabellen voor waarin hij moet staan; deze rij "
        "telt voor geen enkele regel.",
    ),
    warns(
        "ZORGAANBIEDER_NIET_IN_TABEL",
        "De zorgaanbieder staat niet in de tabel zorgaanbieder; deze rij telt voor "
        "geen enkele regel. Is de AGB-code goed geschreven (letter O of cijfer 0)?",
    ),
    warns(
        "PRIJS_UITSCHIETER",
        "De prijs scheelt een factor tien of meer met de mediaan van de andere "
        "prijzen van deze code; staat hij in euro's?",
    ),
    warns(
        "PRIJS_ONWAARSCHIJNLIJK",
        "De prijs is een rij negens; is hij ingevuld bij gebrek aan een prijs?",
    ),
    warns(
        "FACTOR_ONWAARSCHIJNLIJK",
        "De factor is tien procent of minder; hij hoort in procenten te staan (100,00 "
        "is de hele prijs).",
    ),
    # Experiments (docs/decisions.md 40).
    rejects("EXPERIMENT_EINDE_VOOR_START", "Het experiment eindigt voor de start."),
    rejects(
        "EXPERIMENT_LANGER_DAN_DRIE_JAAR",
        "Een innovatie-experiment duurt ten hoogste drie jaar.",
    ),
    rejects(
        "EXPERIMENT_LANGER_DAN_VIJF_JAAR",
        "Een experiment duurt met verlenging ten hoogste vijf jaar.",
    ),
    rejects(
        "EXPERIMENT_VERLENGING_ONJUIST",
        "De verlenging eindigt niet na de eerste periode.",
    ),
    rejects(
        "EXPERIMENT_VERLENGING_TE_LANG",
        "De verlenging van een innovatie-experiment duurt ten hoogste twee jaar.",
    ),
    rejects(
        "EXPERIMENT_INSTANDLATING_ONJUIST",
        "De instandlating begint na het einde en duurt ten hoogste tot en met "
        "31 december van het jaar erna.",
    ),
    rejects(
        "EXPERIMENT_PARTIJ_BUITEN_PERIODE",
        "De partij doet mee buiten de looptijd van het experiment.",
    ),
    warns(
        "EXPERIMENT_ZONDER_ORIGINELE_PARTIJ",
        "De aansluiter heeft geen overeenkomst met een oorspronkelijke partij.",
    ),
    warns(
        "EXPERIMENT_BESCHIKKING_LATER",
        "De beschikking is van na de begindatum; werkt zij terug?",
    ),
    warns(
        "EXPERIMENT_EVALUATIE_ONJUIST",
        "De eindevaluatie hoort zes maanden voor het einde klaar te zijn.",
    ),
    # The national tables.
    rejects(
        "TARIEFSOORT_TEGENSTRIJDIG",
        "De soort tarief zegt vrij, maar er staat een bedrag.",
    ),
    warns(
        "ADDON_MAXIMUM_BOVEN_WGP",
        "Het NZa-maximum ligt boven de Wgp-maximumprijs; de laagste geldt.",
    ),
    warns("ADDON_MAXIMUM_WIJKT_AF_VAN_AIP", "Het NZa-maximum is niet de AIP met btw."),
    warns(
        "ADDON_EENHEID_ONBEKEND",
        "Zonder inkoophoeveelheid krijgt dit middel geen prijs.",
    ),
    warns(
        "PRESTATIE_AFGELEID",
        "Eigenschappen van de prestatie zijn afgeleid uit de Tarieven Tabel; "
        "controleer ze of lever een rij in prestatie.",
    ),
)
"""What reading finds; the value stands in the frame of findings only."""

VAN_PRIJSLIJSTEN = by_code(
    rejects(
        "MaxTariefTotaalIntegraal",
        "De prijs ligt boven het NZa-maximum en geen max-maxafspraak dekt dat.",
    ),
    rejects("MaxTariefKosten", "Het kostendeel ligt boven het NZa-maximum."),
    rejects("MaxTariefHonorarium", "Het honorarium ligt boven het NZa-maximum."),
    rejects("MinTariefTotaalIntegraal", "De prijs ligt onder het vaste tarief."),
    rejects("MinTariefKosten", "Het kostendeel ligt onder het vaste tarief."),
    rejects("MinTariefHonorarium", "Het honorarium ligt onder het vaste tarief."),
    warns(
        "MarktTariefTotaalIntegraal",
        "De prijs wijkt meer af van de standaardprijs dan is ingesteld.",
    ),
    warns(
        "1416Gelijk",
        "De 14-code en de 16-code van hetzelfde product hebben een andere prijs.",
    ),
    warns(
        "1517Gelijk",
        "De 15-code en de 17-code van hetzelfde product hebben een andere prijs.",
    ),
    Bevinding(
        "Geen16Codes", "off", "", "De lijst bevat een 16-code (niet-verzekerde zorg)."
    ),
    warns(
        "TotaalHogerDanPassanten", "De contractprijs ligt boven het passantentarief."
    ),
    warns(
        "ABSegmentZorgproductenPoorter",
        "Tot en met 2014 hoort bij het kostendeel van een zorgproduct een honorarium.",
    ),
    warns(
        "TariefSoortInfo",
        "De code wordt tegen werkelijke kosten gedeclareerd; de prijs telt niet.",
    ),
    warns("PrijsNul", "De prijs is 0,00: betaald binnen een andere prijs?"),
    warns(
        "PrijsUitschieter",
        "De prijs scheelt een factor tien of meer met de mediaan van ten minste vijf "
        "andere prijzen van deze code; staat hij in euro's?",
    ),
    warns("PrijsOnwaarschijnlijk", "De prijs is een rij negens."),
    rejects("PrestatieOnbekend", "De code bestaat in geen release."),
    warns(
        "PrestatieBegintInPeriode",
        "De prestatie bestaat nog niet aan het begin van de periode.",
    ),
    warns(
        "PrestatieEindigtInPeriode",
        "De prestatie eindigt voor het einde van de periode.",
    ),
    warns(
        "FpEindigtInPeriode",
        "De facultatieve prestatie eindigt in de periode; dat gaat voor het contract.",
    ),
    rejects("PrijsOverlapt", "De code heeft op een dag meer dan een prijs."),
    warns(
        "PrijsDubbel",
        "Dezelfde prijs staat meer dan eens op een dag; hij telt als een prijs.",
    ),
    warns("GatInPeriode", "De code heeft op sommige dagen geen prijs."),
    warns("PrijsOntbreekt", "De lijst heeft voor deze code geen prijs."),
)
"""By the name of the check; off is not run unless a setting says so."""

VAN_BESLUITEN = by_code(*(reden.bevinding for reden in Reden))
"""In the order of the decision table."""
