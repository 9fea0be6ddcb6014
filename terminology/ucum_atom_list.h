/* Atoms of UCUM (https://ucum.org/ucum, sections 4.2 to 4.6): what kind, code, and a unit of
 * the same dimension. Base units come first. */
#ifndef TERMINOLOGY_UCUM_ATOM_LIST_H
#define TERMINOLOGY_UCUM_ATOM_LIST_H

/* clang-format off */
#define UCUM_ATOM_LIST(X) \
  X(METRIC_BASE, "m", "m") X(METRIC_BASE, "s", "s") X(METRIC_BASE, "g", "g") \
  X(METRIC_BASE, "rad", "rad") X(METRIC_BASE, "K", "K") X(METRIC_BASE, "C", "C") \
  X(METRIC_BASE, "cd", "cd") \
  X(NONE, "10*", "1") X(NONE, "10^", "1") X(NONE, "[pi]", "1") X(NONE, "%", "1") \
  X(NONE, "[ppth]", "1") X(NONE, "[ppm]", "1") X(NONE, "[ppb]", "1") X(NONE, "[pptr]", "1") \
  X(METRIC, "mol", "1") X(METRIC, "sr", "rad2") X(METRIC, "Hz", "s-1") X(METRIC, "N", "kg.m/s2") \
  X(METRIC, "Pa", "N/m2") X(METRIC, "J", "N.m") X(METRIC, "W", "J/s") X(METRIC, "A", "C/s") \
  X(METRIC, "V", "J/C") X(METRIC, "F", "C/V") X(METRIC, "Ohm", "V/A") X(METRIC, "S", "Ohm-1") \
  X(METRIC, "Wb", "V.s") X(METRIC, "Cel", "K") X(METRIC, "T", "Wb/m2") X(METRIC, "H", "Wb/A") \
  X(METRIC, "lm", "cd.sr") X(METRIC, "lx", "lm/m2") X(METRIC, "Bq", "s-1") \
  X(METRIC, "Gy", "J/kg") X(METRIC, "Sv", "J/kg") \
  X(NONE, "gon", "rad") X(NONE, "deg", "rad") X(NONE, "'", "rad") X(NONE, "''", "rad") \
  X(METRIC, "l", "m3") X(METRIC, "L", "m3") X(METRIC, "ar", "m2") X(NONE, "min", "s") \
  X(NONE, "h", "s") X(NONE, "d", "s") X(NONE, "a", "s") X(NONE, "a_t", "s") X(NONE, "a_j", "s") \
  X(NONE, "a_g", "s") X(NONE, "wk", "s") X(NONE, "mo", "s") X(NONE, "mo_s", "s") \
  X(NONE, "mo_j", "s") X(NONE, "mo_g", "s") X(METRIC, "t", "g") X(METRIC, "bar", "Pa") \
  X(METRIC, "u", "g") X(METRIC, "eV", "J") X(NONE, "AU", "m") X(METRIC, "pc", "m") \
  X(METRIC, "[c]", "m/s") X(METRIC, "[h]", "J.s") X(METRIC, "[k]", "J/K") \
  X(METRIC, "[eps_0]", "F/m") X(METRIC, "[mu_0]", "N/A2") X(METRIC, "[e]", "C") \
  X(METRIC, "[m_e]", "g") X(METRIC, "[m_p]", "g") X(METRIC, "[G]", "m3.kg-1.s-2") \
  X(METRIC, "[g]", "m/s2") X(NONE, "atm", "Pa") X(METRIC, "[ly]", "m") X(METRIC, "gf", "g.[g]") \
  X(NONE, "[lbf_av]", "g.[g]") \
  X(METRIC, "Ky", "m-1") X(METRIC, "Gal", "m/s2") X(METRIC, "dyn", "N") X(METRIC, "erg", "J") \
  X(METRIC, "P", "Pa.s") X(METRIC, "Bi", "A") X(METRIC, "St", "m2/s") X(METRIC, "Mx", "Wb") \
  X(METRIC, "G", "T") X(METRIC, "Oe", "A/m") X(METRIC, "Gb", "A") X(METRIC, "sb", "cd/m2") \
  X(METRIC, "Lmb", "cd/m2") X(METRIC, "ph", "lx") X(METRIC, "Ci", "Bq") X(METRIC, "R", "C/kg") \
  X(METRIC, "RAD", "J/kg") X(METRIC, "REM", "J/kg") \
  X(NONE, "[in_i]", "m") X(NONE, "[ft_i]", "m") X(NONE, "[yd_i]", "m") X(NONE, "[mi_i]", "m") \
  X(NONE, "[fth_i]", "m") X(NONE, "[nmi_i]", "m") X(NONE, "[kn_i]", "m/s") \
  X(NONE, "[sin_i]", "m2") X(NONE, "[sft_i]", "m2") X(NONE, "[syd_i]", "m2") \
  X(NONE, "[cin_i]", "m3") X(NONE, "[cft_i]", "m3") X(NONE, "[cyd_i]", "m3") \
  X(NONE, "[bf_i]", "m3") X(NONE, "[cr_i]", "m3") X(NONE, "[mil_i]", "m") \
  X(NONE, "[cml_i]", "m2") X(NONE, "[hd_i]", "m") \
  X(NONE, "[ft_us]", "m") X(NONE, "[yd_us]", "m") X(NONE, "[in_us]", "m") \
  X(NONE, "[rd_us]", "m") X(NONE, "[ch_us]", "m") X(NONE, "[lk_us]", "m") \
  X(NONE, "[rch_us]", "m") X(NONE, "[rlk_us]", "m") X(NONE, "[fth_us]", "m") \
  X(NONE, "[fur_us]", "m") X(NONE, "[mi_us]", "m") X(NONE, "[acr_us]", "m2") \
  X(NONE, "[srd_us]", "m2") X(NONE, "[smi_us]", "m2") X(NONE, "[sct]", "m2") \
  X(NONE, "[twp]", "m2") X(NONE, "[mil_us]", "m") \
  X(NONE, "[in_br]", "m") X(NONE, "[ft_br]", "m") X(NONE, "[rd_br]", "m") \
  X(NONE, "[ch_br]", "m") X(NONE, "[lk_br]", "m") X(NONE, "[fth_br]", "m") \
  X(NONE, "[pc_br]", "m") X(NONE, "[yd_br]", "m") X(NONE, "[mi_br]", "m") \
  X(NONE, "[nmi_br]", "m") X(NONE, "[kn_br]", "m/s") X(NONE, "[acr_br]", "m2") \
  X(NONE, "[gal_us]", "m3") X(NONE, "[bbl_us]", "m3") X(NONE, "[qt_us]", "m3") \
  X(NONE, "[pt_us]", "m3") X(NONE, "[gil_us]", "m3") X(NONE, "[foz_us]", "m3") \
  X(NONE, "[fdr_us]", "m3") X(NONE, "[min_us]", "m3") X(NONE, "[crd_us]", "m3") \
  X(NONE, "[bu_us]", "m3") X(NONE, "[gal_wi]", "m3") X(NONE, "[pk_us]", "m3") \
  X(NONE, "[dqt_us]", "m3") X(NONE, "[dpt_us]", "m3") X(NONE, "[tbs_us]", "m3") \
  X(NONE, "[tsp_us]", "m3") X(NONE, "[cup_us]", "m3") X(NONE, "[foz_m]", "m3") \
  X(NONE, "[cup_m]", "m3") X(NONE, "[tsp_m]", "m3") X(NONE, "[tbs_m]", "m3") \
  X(NONE, "[gal_br]", "m3") X(NONE, "[pk_br]", "m3") X(NONE, "[bu_br]", "m3") \
  X(NONE, "[qt_br]", "m3") X(NONE, "[pt_br]", "m3") X(NONE, "[gil_br]", "m3") \
  X(NONE, "[foz_br]", "m3") X(NONE, "[fdr_br]", "m3") X(NONE, "[min_br]", "m3") \
  X(NONE, "[gr]", "g") X(NONE, "[lb_av]", "g") X(NONE, "[oz_av]", "g") X(NONE, "[dr_av]", "g") \
  X(NONE, "[scwt_av]", "g") X(NONE, "[lcwt_av]", "g") X(NONE, "[ston_av]", "g") \
  X(NONE, "[lton_av]", "g") X(NONE, "[stone_av]", "g") X(NONE, "[pwt_tr]", "g") \
  X(NONE, "[oz_tr]", "g") X(NONE, "[lb_tr]", "g") X(NONE, "[sc_ap]", "g") \
  X(NONE, "[dr_ap]", "g") X(NONE, "[oz_ap]", "g") X(NONE, "[lb_ap]", "g") X(NONE, "[oz_m]", "g") \
  X(NONE, "[lne]", "m") X(NONE, "[pnt]", "m") X(NONE, "[pca]", "m") X(NONE, "[pnt_pr]", "m") \
  X(NONE, "[pca_pr]", "m") X(NONE, "[pied]", "m") X(NONE, "[pouce]", "m") \
  X(NONE, "[ligne]", "m") X(NONE, "[didot]", "m") X(NONE, "[cicero]", "m") \
  X(NONE, "[degF]", "K") X(NONE, "[degR]", "K") X(NONE, "[degRe]", "K") \
  X(METRIC, "cal_[15]", "J") X(METRIC, "cal_[20]", "J") X(METRIC, "cal_m", "J") \
  X(METRIC, "cal_IT", "J") X(METRIC, "cal_th", "J") X(METRIC, "cal", "J") X(NONE, "[Cal]", "J") \
  X(NONE, "[Btu_39]", "J") X(NONE, "[Btu_59]", "J") X(NONE, "[Btu_60]", "J") \
  X(NONE, "[Btu_m]", "J") X(NONE, "[Btu_IT]", "J") X(NONE, "[Btu_th]", "J") \
  X(NONE, "[Btu]", "J") X(NONE, "[HP]", "W") X(METRIC, "tex", "g/m") X(NONE, "[den]", "g/m") \
  X(METRIC, "m[H2O]", "Pa") X(METRIC, "m[Hg]", "Pa") X(NONE, "[in_i'H2O]", "Pa") \
  X(NONE, "[in_i'Hg]", "Pa") X(NONE, "[PRU]", "Pa.s/m3") X(NONE, "[wood'U]", "Pa.s/m3") \
  X(NONE, "[diop]", "m-1") X(NONE, "[p'diop]", "rad") X(NONE, "%[slope]", "rad") \
  X(NONE, "[mesh_i]", "m-1") X(NONE, "[Ch]", "m") X(NONE, "[drp]", "m3") \
  X(NONE, "[hnsf'U]", "1") X(NONE, "[MET]", "m3/s/g") \
  X(NONE, "[hp'_X]", "1") X(NONE, "[hp'_C]", "1") X(NONE, "[hp'_M]", "1") \
  X(NONE, "[hp'_Q]", "1") X(ARBITRARY, "[hp_X]", "1") X(ARBITRARY, "[hp_C]", "1") \
  X(ARBITRARY, "[hp_M]", "1") X(ARBITRARY, "[hp_Q]", "1") X(ARBITRARY, "[kp_X]", "1") \
  X(ARBITRARY, "[kp_C]", "1") X(ARBITRARY, "[kp_M]", "1") X(ARBITRARY, "[kp_Q]", "1") \
  X(METRIC, "eq", "1") X(METRIC, "osm", "1") X(NONE, "[pH]", "m-3") X(METRIC, "g%", "g/m3") \
  X(NONE, "[S]", "s") X(NONE, "[HPF]", "1") X(NONE, "[LPF]", "1") X(METRIC, "kat", "s-1") \
  X(METRIC, "U", "s-1") \
  X(METRIC_ARBITRARY, "[iU]", "1") X(METRIC_ARBITRARY, "[IU]", "1") X(ARBITRARY, "[arb'U]", "1") \
  X(ARBITRARY, "[USP'U]", "1") X(ARBITRARY, "[GPL'U]", "1") X(ARBITRARY, "[MPL'U]", "1") \
  X(ARBITRARY, "[APL'U]", "1") X(ARBITRARY, "[beth'U]", "1") X(ARBITRARY, "[anti'Xa'U]", "1") \
  X(ARBITRARY, "[todd'U]", "1") X(ARBITRARY, "[dye'U]", "1") X(ARBITRARY, "[smgy'U]", "1") \
  X(ARBITRARY, "[bdsk'U]", "1") X(ARBITRARY, "[ka'U]", "1") X(ARBITRARY, "[knk'U]", "1") X(ARBITRARY, "[mclg'U]", "1") \
  X(ARBITRARY, "[tb'U]", "1") X(ARBITRARY, "[CCID_50]", "1") X(ARBITRARY, "[TCID_50]", "1") \
  X(ARBITRARY, "[EID_50]", "1") X(ARBITRARY, "[PFU]", "1") X(ARBITRARY, "[FFU]", "1") \
  X(ARBITRARY, "[CFU]", "1") X(ARBITRARY, "[IR]", "1") X(ARBITRARY, "[BAU]", "1") \
  X(ARBITRARY, "[AU]", "1") X(ARBITRARY, "[Amb'a'1'U]", "1") X(ARBITRARY, "[PNU]", "1") \
  X(ARBITRARY, "[Lf]", "1") X(ARBITRARY, "[D'ag'U]", "1") X(ARBITRARY, "[FEU]", "1") \
  X(ARBITRARY, "[ELU]", "1") X(ARBITRARY, "[EU]", "1") \
  X(METRIC, "Np", "1") X(METRIC, "B", "1") X(METRIC, "B[SPL]", "Pa") X(METRIC, "B[V]", "V") \
  X(METRIC, "B[mV]", "V") X(METRIC, "B[uV]", "V") X(METRIC, "B[10.nV]", "V") \
  X(METRIC, "B[W]", "W") X(METRIC, "B[kW]", "W") \
  X(METRIC, "st", "m3") X(NONE, "Ao", "m") X(NONE, "b", "m2") X(NONE, "att", "Pa") \
  X(METRIC, "mho", "S") X(NONE, "[psi]", "Pa") X(NONE, "circ", "rad") X(NONE, "sph", "sr") \
  X(NONE, "[car_m]", "g") X(NONE, "[car_Au]", "1") X(NONE, "[smoot]", "m") \
  X(METRIC, "[m/s2/Hz^0.5]", "m2.s-3") X(ARBITRARY, "[NTU]", "1") X(ARBITRARY, "[FNU]", "1") \
  X(NONE, "bit_s", "1") X(METRIC, "bit", "1") X(METRIC, "By", "1") X(METRIC, "Bd", "s-1")
/* clang-format on */

#endif
