/* Names of what is mapped, and the local code system that is fixed for all sites. */
#ifndef TERMINOLOGY_MAPPING_DOMAIN_H
#define TERMINOLOGY_MAPPING_DOMAIN_H

#define MAPPING_DOMAIN_DISEASE "disease"
#define MAPPING_DOMAIN_MODIFIER "modifier"
#define MAPPING_DOMAIN_DRUG "drug"
#define MAPPING_DOMAIN_LABORATORY "laboratory"

/* The code system that CLINS fixes for the local laboratory codes of every site. */
#define MAPPING_LOCAL_LABORATORY                                                                   \
  "http://jpfhir.jp/fhir/clins/CodeSystem/JP_CLINS_ObsLabResult_LocalCode_CS"

#endif
